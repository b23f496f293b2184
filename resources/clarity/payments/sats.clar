(define-private (money-of (holder principal))
  (unwrap-panic (contract-call? '$sbtc get-balance-available holder))
)

;; Nothing moves where there is nothing to pay, or somebody would pay themselves.
(define-private (pay
    (amount uint)
    (sender principal)
    (recipient principal)
  )
  (if (or (is-eq amount u0) (is-eq sender recipient))
    (ok true)
    (contract-call? '$sbtc transfer amount sender recipient none)
  )
)
