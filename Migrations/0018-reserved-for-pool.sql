-- Keeps the number free for pool: replaced (git rm) by the migration that gets it.
SELECT 1;
