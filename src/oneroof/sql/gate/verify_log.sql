-- What is wrong with the gate log; nothing: it is whole.
SELECT v.height, v.problem FROM oneroof.fn_gate_log_verify() AS v
