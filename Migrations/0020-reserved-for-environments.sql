-- Keeps the number free for environments: replaced (git rm) by the migration that gets it.
SELECT 1;
