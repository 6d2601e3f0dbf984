-- Dates, times and intervals of another spelling.
CREATE TABLE public.l (a date, b time, c timestamp, d timestamptz, e interval);
INSERT INTO public.l VALUES ('2024-02-29', '13:14', '2024-02-29 13:14', '2024-02-29 13:14+00', '1 year 2 mons 3 days 04:05:06');
CREATE TABLE public.r (a date, b time, c timestamp, d timestamptz, e interval);
INSERT INTO public.r VALUES ('Feb 29, 2024', '1:14 PM', '20240229T131400', '2024-02-29 18:14+05', '14 mons 3 days 245 mins 6 s');
