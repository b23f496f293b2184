;; The key token of one chat room. Only the room's own vending machine makes keys and destroys
;; them; holders pass them on as SIP-010 says. Whoever deploys it is its owner.

(impl-trait .sip-010-trait.sip-010-trait)

(define-fungible-token room-key)

(define-constant ERR-SAME-PRINCIPAL (err u2))
(define-constant ERR-NOT-POSITIVE (err u3))
(define-constant ERR-NOT-SENDER (err u4))
(define-constant ERR-OWNER-ONLY (err u100))
(define-constant ERR-NOT-AUTHORIZED (err u101))
(define-constant ERR-INSUFFICIENT-BALANCE (err u102))
(define-constant ERR-UNAUTHORIZED (err u103))

(define-constant OWNER tx-sender)
(define-constant MACHINE .$machine)
(define-constant CHAT-ROOM-ID $room_id)
(define-constant NAME $name)
(define-constant SYMBOL $symbol)
(define-constant URI $uri)
(define-constant CREATOR '$creator)

(define-data-var initialized bool false)

;; Opens the token for its room, once. What is given has to be what this contract was written for.
(define-public (initialize-chat-room
    (chat-room-id (string-utf8 256))
    (name (string-ascii 32))
    (symbol (string-ascii 10))
    (uri (optional (string-utf8 256)))
    (creator principal)
  )
  (begin
    (asserts! (is-eq contract-caller OWNER) ERR-OWNER-ONLY)
    (asserts! (not (var-get initialized)) ERR-UNAUTHORIZED)
    (asserts! (is-eq chat-room-id CHAT-ROOM-ID) ERR-UNAUTHORIZED)
    (asserts! (is-eq name NAME) ERR-UNAUTHORIZED)
    (asserts! (is-eq symbol SYMBOL) ERR-UNAUTHORIZED)
    (asserts! (is-eq uri URI) ERR-UNAUTHORIZED)
    (asserts! (is-eq creator CREATOR) ERR-UNAUTHORIZED)
    (var-set initialized true)
    (print {
      event: "initialize-chat-room",
      chat-room-id: CHAT-ROOM-ID,
      name: NAME,
      symbol: SYMBOL,
      uri: URI,
      creator: CREATOR,
    })
    (ok true)
  )
)

(define-public (mint
    (amount uint)
    (recipient principal)
  )
  (begin
    (asserts! (is-eq contract-caller MACHINE) ERR-NOT-AUTHORIZED)
    (ft-mint? room-key amount recipient)
  )
)

(define-public (burn
    (amount uint)
    (holder principal)
  )
  (begin
    (asserts! (is-eq contract-caller MACHINE) ERR-NOT-AUTHORIZED)
    (asserts! (<= amount (ft-get-balance room-key holder)) ERR-INSUFFICIENT-BALANCE)
    (ft-burn? room-key amount holder)
  )
)

;; u1 for keys that the sender doesn't have comes from ft-transfer? itself.
(define-public (transfer
    (amount uint)
    (sender principal)
    (recipient principal)
    (memo (optional (buff 34)))
  )
  (begin
    (asserts! (> amount u0) ERR-NOT-POSITIVE)
    (asserts! (not (is-eq sender recipient)) ERR-SAME-PRINCIPAL)
    (asserts! (is-eq tx-sender sender) ERR-NOT-SENDER)
    (try! (ft-transfer? room-key amount sender recipient))
    (match memo
      text (print text)
      0x
    )
    (ok true)
  )
)

(define-read-only (get-name)
  (ok NAME)
)

(define-read-only (get-symbol)
  (ok SYMBOL)
)

(define-read-only (get-decimals)
  (ok u0)
)

(define-read-only (get-balance (holder principal))
  (ok (ft-get-balance room-key holder))
)

(define-read-only (get-total-supply)
  (ok (ft-get-supply room-key))
)

(define-read-only (get-token-uri)
  (ok URI)
)

;; The room that the token was opened for; none before that.
(define-read-only (get-chat-room-id)
  (ok (if (var-get initialized)
    (some CHAT-ROOM-ID)
    none
  ))
)

(define-read-only (get-chat-room-metadata)
  (ok {
    chat-room-id: CHAT-ROOM-ID,
    name: NAME,
    symbol: SYMBOL,
    uri: URI,
    creator: CREATOR,
    initialized: (var-get initialized),
  })
)
