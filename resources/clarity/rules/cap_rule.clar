    (asserts! (<= amount (- MAX-SUPPLY (get-chat-room-supply))) ERR-SUPPLY-CAP)
