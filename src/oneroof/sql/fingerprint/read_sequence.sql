-- The value of one sequence; log_cnt is left out: it says only how far ahead the log was written.
SELECT last_value, is_called FROM {sequence}
