;; The key token factory: which chat room has which key token, and who made the room.
;; It moves no money and no keys. Whoever deploys it is its owner.

;; A key token says which room it belongs to, so that no other room's token can be set.
(define-trait chat-room-token
  (
    (get-chat-room-id () (response (optional (string-utf8 256)) uint))
  )
)

(define-constant ERR-OWNER-ONLY (err u300))
(define-constant ERR-ALREADY-EXISTS (err u301))
(define-constant ERR-NOT-FOUND (err u302))
(define-constant ERR-UNAUTHORIZED (err u303))

(define-constant OWNER tx-sender)

(define-map chat-room-tokens (string-utf8 256) principal)
(define-map chat-room-metadata
  (string-utf8 256)
  {
    name: (string-ascii 32),
    symbol: (string-ascii 10),
    uri: (optional (string-utf8 256)),
  }
)
(define-map chat-room-creators (string-utf8 256) principal)

;; Writes down the metadata of a new room's token; the caller is the room's creator.
(define-public (create-chat-room-token
    (name (string-ascii 32))
    (symbol (string-ascii 10))
    (uri (optional (string-utf8 256)))
    (chat-room-id (string-utf8 256))
  )
  (begin
    (asserts! (> (len chat-room-id) u0) ERR-NOT-FOUND)
    (asserts!
      (map-insert chat-room-metadata chat-room-id { name: name, symbol: symbol, uri: uri })
      ERR-ALREADY-EXISTS
    )
    (map-set chat-room-creators chat-room-id tx-sender)
    (print {
      event: "create-chat-room-token",
      chat-room-id: chat-room-id,
      name: name,
      symbol: symbol,
      uri: uri,
      creator: tx-sender,
    })
    (ok true)
  )
)

;; Asks for the deployment of the room's key token.
(define-public (deploy-chat-room-token (chat-room-id (string-utf8 256)))
  (let ((creator (unwrap! (map-get? chat-room-creators chat-room-id) ERR-NOT-FOUND)))
    (asserts! (or (is-eq tx-sender creator) (is-eq tx-sender OWNER)) ERR-UNAUTHORIZED)
    (asserts! (is-none (map-get? chat-room-tokens chat-room-id)) ERR-ALREADY-EXISTS)
    (print {
      event: "deploy-chat-room-token",
      chat-room-id: chat-room-id,
      requested-by: tx-sender,
    })
    (ok true)
  )
)

;; Records the deployed token of a room, for good. The token itself has to name the room.
(define-public (set-chat-room-token
    (chat-room-id (string-utf8 256))
    (token <chat-room-token>)
  )
  (begin
    (asserts! (is-eq contract-caller OWNER) ERR-OWNER-ONLY)
    (asserts! (is-some (map-get? chat-room-metadata chat-room-id)) ERR-NOT-FOUND)
    (asserts!
      (is-eq (try! (contract-call? token get-chat-room-id)) (some chat-room-id))
      ERR-UNAUTHORIZED
    )
    (asserts!
      (map-insert chat-room-tokens chat-room-id (contract-of token))
      ERR-ALREADY-EXISTS
    )
    (print {
      event: "set-chat-room-token",
      chat-room-id: chat-room-id,
      token: (contract-of token),
    })
    (ok true)
  )
)

(define-read-only (get-chat-room-token (chat-room-id (string-utf8 256)))
  (map-get? chat-room-tokens chat-room-id)
)

(define-read-only (get-chat-room-metadata (chat-room-id (string-utf8 256)))
  (map-get? chat-room-metadata chat-room-id)
)
