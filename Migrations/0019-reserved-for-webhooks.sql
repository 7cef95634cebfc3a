-- Keeps the number free for webhooks: replaced (git rm) by the migration that gets it.
SELECT 1;
