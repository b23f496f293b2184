    ;; The first key is the creator's.
    (asserts!
      (or (> (get-chat-room-supply) u0) (is-eq buyer CREATOR))
      ERR-FIRST-KEY-RESERVED
    )
