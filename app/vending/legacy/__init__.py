"""Opens legacy rooms on curves of their own, with the reserve that these require."""
