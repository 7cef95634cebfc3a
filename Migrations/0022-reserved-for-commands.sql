-- Keeps the number free for commands: replaced (git rm) by the migration that gets it.
SELECT 1;
