(define-private (money-of (holder principal))
  (stx-get-balance holder)
)

;; Nothing moves where there is nothing to pay, or somebody would pay themselves.
(define-private (pay
    (amount uint)
    (sender principal)
    (recipient principal)
  )
  (if (or (is-eq amount u0) (is-eq sender recipient))
    (ok true)
    (stx-transfer? amount sender recipient)
  )
)
