(define-constant ERR-LAST-KEY-KEPT (err u208))
