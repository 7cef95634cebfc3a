-- Keeps the number free for protocol: replaced (git rm) by the migration that gets it.
SELECT 1;
