;; The vending machine of one chat room: sells keys on a bonding curve and buys them back.
;; Behind each supply stands a reserve that the curve alone decides. Fees come on top of a buy
;; and out of a sale's payout, so the reserve always covers every key there is.
;; Curve, fees and rules can't be changed. Whoever deploys the machine is its owner; the owner
;; opens it once, pauses it, and names the treasury.

(define-constant ERR-OWNER-ONLY (err u200))
(define-constant ERR-SLIPPAGE (err u201))
(define-constant ERR-NOT-ENOUGH (err u202))
(define-constant ERR-AMOUNT-NOT-POSITIVE (err u203))
(define-constant ERR-NOT-INITIALIZED (err u204))
(define-constant ERR-PAUSED (err u205))
(define-constant ERR-SUPPLY-CAP (err u206))
$first_key_error$last_key_error(define-constant ERR-ALREADY-INITIALIZED (err u209))
(define-constant ERR-NOT-THIS-ROOM (err u210))

(define-constant OWNER tx-sender)
(define-constant SELF (as-contract tx-sender))
(define-constant CREATOR '$creator)
(define-constant CHAT-ROOM-ID $room_id)

(define-constant BASIS-POINTS u10000)
(define-constant CREATOR-BUY-BPS u$creator_buy_bps)
(define-constant PROTOCOL-BUY-BPS u$protocol_buy_bps)
(define-constant CREATOR-SELL-BPS u$creator_sell_bps)
(define-constant PROTOCOL-SELL-BPS u$protocol_sell_bps)

;; The most keys there can be.
(define-constant MAX-SUPPLY u$max_supply)
;; At this supply the curve has no next key to price. Above MAX-SUPPLY it is never reached.
(define-constant LAST-KEY u$last_key)

(define-data-var initialized bool false)
(define-data-var treasury principal tx-sender)
(define-data-var buys-paused bool false)
(define-data-var sells-paused bool false)

;; The curve

$curve
;; Payments, in $money

$payment
;; What the owner does

;; Opens the machine for trading, once; the token has to be open for this room before.
(define-public (initialize
    (creator principal)
    (new-treasury principal)
    (token principal)
    (chat-room-id (string-utf8 256))
  )
  (begin
    (asserts! (is-eq contract-caller OWNER) ERR-OWNER-ONLY)
    (asserts! (not (var-get initialized)) ERR-ALREADY-INITIALIZED)
    (asserts! (is-eq creator CREATOR) ERR-NOT-THIS-ROOM)
    (asserts! (is-eq token .$token) ERR-NOT-THIS-ROOM)
    (asserts! (is-eq chat-room-id CHAT-ROOM-ID) ERR-NOT-THIS-ROOM)
    (asserts! (can-be-treasury new-treasury) ERR-NOT-THIS-ROOM)
    (asserts!
      (is-eq
        (unwrap-panic (contract-call? .$token get-chat-room-id))
        (some CHAT-ROOM-ID)
      )
      ERR-NOT-INITIALIZED
    )
    (var-set treasury new-treasury)
    (var-set initialized true)
    (print {
      event: "initialize",
      chat-room-id: CHAT-ROOM-ID,
      creator: CREATOR,
      treasury: new-treasury,
      token: token,
    })
    (ok true)
  )
)

;; Names another address for the protocol's fees.
(define-public (set-treasury (new-treasury principal))
  (let ((before (var-get treasury)))
    (asserts! (is-eq contract-caller OWNER) ERR-OWNER-ONLY)
    (asserts! (var-get initialized) ERR-NOT-INITIALIZED)
    (asserts! (can-be-treasury new-treasury) ERR-NOT-THIS-ROOM)
    (var-set treasury new-treasury)
    (print {
      event: "set-treasury",
      chat-room-id: CHAT-ROOM-ID,
      before: before,
      after: new-treasury,
    })
    (ok true)
  )
)

;; Stops buys; sales as well if so said.
(define-public (pause (sells bool))
  (begin
    (asserts! (is-eq contract-caller OWNER) ERR-OWNER-ONLY)
    (var-set buys-paused true)
    (var-set sells-paused sells)
    (print {
      event: "pause",
      chat-room-id: CHAT-ROOM-ID,
      sells: sells,
    })
    (ok true)
  )
)

;; Opens buys and sales again.
(define-public (resume)
  (begin
    (asserts! (is-eq contract-caller OWNER) ERR-OWNER-ONLY)
    (var-set buys-paused false)
    (var-set sells-paused false)
    (print {
      event: "resume",
      chat-room-id: CHAT-ROOM-ID,
    })
    (ok true)
  )
)

;; Trades

;; Buys keys for the caller, who pays max-total at most, fees included.
(define-public (buy-keys
    (amount uint)
    (max-total uint)
  )
  (let ((buyer tx-sender))
    (asserts! (var-get initialized) ERR-NOT-INITIALIZED)
    (asserts! (> amount u0) ERR-AMOUNT-NOT-POSITIVE)
    (asserts! (not (var-get buys-paused)) ERR-PAUSED)
$first_key_rule    (let (
        (quote (try! (quote-buy amount)))
        (total (get total quote))
      )
      (asserts! (<= total max-total) ERR-SLIPPAGE)
      (asserts! (<= total (money-of buyer)) ERR-NOT-ENOUGH)
      (try! (pay (get gross quote) buyer SELF))
      (try! (pay (get creator-fee quote) buyer CREATOR))
      (try! (pay (get protocol-fee quote) buyer (var-get treasury)))
      (try! (contract-call? .$token mint amount buyer))
      (print {
        event: "buy-keys",
        chat-room-id: CHAT-ROOM-ID,
        trader: buyer,
        trade: quote,
      })
      (ok quote)
    )
  )
)

;; Sells keys of the caller, who gets min-payout at least, fees taken off.
(define-public (sell-keys
    (amount uint)
    (min-payout uint)
  )
  (let ((seller tx-sender))
    (asserts! (var-get initialized) ERR-NOT-INITIALIZED)
    (asserts! (> amount u0) ERR-AMOUNT-NOT-POSITIVE)
    (asserts! (not (var-get sells-paused)) ERR-PAUSED)
    (asserts!
      (<= amount (unwrap-panic (contract-call? .$token get-balance seller)))
      ERR-NOT-ENOUGH
    )
$last_key_rule    (let (
        (quote (try! (quote-sell amount)))
        (payout (get total quote))
      )
      (asserts! (>= payout min-payout) ERR-SLIPPAGE)
      (try! (contract-call? .$token burn amount seller))
      (try! (as-contract (pay payout SELF seller)))
      (try! (as-contract (pay (get creator-fee quote) SELF CREATOR)))
      (try! (as-contract (pay (get protocol-fee quote) SELF (var-get treasury))))
      (print {
        event: "sell-keys",
        chat-room-id: CHAT-ROOM-ID,
        trader: seller,
        trade: quote,
      })
      (ok quote)
    )
  )
)

;; Questions

;; What buying so many keys costs now: total is what the buyer pays.
(define-read-only (quote-buy (amount uint))
  (let ((supply (get-chat-room-supply)))
    (asserts! (> amount u0) ERR-AMOUNT-NOT-POSITIVE)
    (asserts! (<= amount (- MAX-SUPPLY supply)) ERR-SUPPLY-CAP)
    (let (
        (supply-after (+ supply amount))
        (gross (- (integral supply-after) (integral supply)))
        (creator-fee (/ (* gross CREATOR-BUY-BPS) BASIS-POINTS))
        (protocol-fee (/ (* gross PROTOCOL-BUY-BPS) BASIS-POINTS))
      )
      (ok {
        amount: amount,
        gross: gross,
        creator-fee: creator-fee,
        protocol-fee: protocol-fee,
        total: (+ gross creator-fee protocol-fee),
        supply-after: supply-after,
        price-after: (price-at supply-after),
      })
    )
  )
)

;; What selling so many keys brings now: total is what the seller gets.
(define-read-only (quote-sell (amount uint))
  (let ((supply (get-chat-room-supply)))
    (asserts! (> amount u0) ERR-AMOUNT-NOT-POSITIVE)
    (asserts! (<= amount supply) ERR-NOT-ENOUGH)
    (let (
        (supply-after (- supply amount))
        (gross (- (integral supply) (integral supply-after)))
        (creator-fee (/ (* gross CREATOR-SELL-BPS) BASIS-POINTS))
        (protocol-fee (/ (* gross PROTOCOL-SELL-BPS) BASIS-POINTS))
      )
      (ok {
        amount: amount,
        gross: gross,
        creator-fee: creator-fee,
        protocol-fee: protocol-fee,
        total: (- gross creator-fee protocol-fee),
        supply-after: supply-after,
        price-after: (price-at supply-after),
      })
    )
  )
)

(define-read-only (get-chat-room-supply)
  (unwrap-panic (contract-call? .$token get-total-supply))
)

;; What stands behind the keys there are.
(define-read-only (get-reserve)
  (integral (get-chat-room-supply))
)

;; Price of the next key before fees; where the curve ends, that of the last one.
(define-read-only (get-price)
  (price-at (get-chat-room-supply))
)

(define-read-only (get-state)
  {
    initialized: (var-get initialized),
    buys-paused: (var-get buys-paused),
    sells-paused: (var-get sells-paused),
    treasury: (var-get treasury),
    creator: CREATOR,
    chat-room-id: CHAT-ROOM-ID,
    token: .$token,
    supply: (get-chat-room-supply),
    max-supply: MAX-SUPPLY,
    reserve: (get-reserve),
    price: (get-price),
  }
)

;; Shared by the functions above

(define-private (price-at (supply uint))
  (if (< supply LAST-KEY)
    (- (integral (+ supply u1)) (integral supply))
    (- (integral supply) (integral (- supply u1)))
  )
)

;; Fees that go back into the machine would be counted as reserve, which they aren't.
(define-private (can-be-treasury (address principal))
  (and (is-standard address) (not (is-eq address SELF)))
)
