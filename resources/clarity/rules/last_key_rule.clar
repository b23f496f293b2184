    ;; The last key stays with its holder.
    (asserts! (< amount (get-chat-room-supply)) ERR-LAST-KEY-KEPT)
