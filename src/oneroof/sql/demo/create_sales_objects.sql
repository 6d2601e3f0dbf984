-- What stands on the sales collections: a view and a CHECK with an IN list over varchar (dump and reload rewrites their
-- casts), a join, functions.

ALTER TABLE public.quotes ADD CONSTRAINT quotes_status_check
    CHECK (status IN ('draft', 'sent', 'accepted', 'declined'));

CREATE VIEW public.open_quotes AS
SELECT quote.id, customer.name AS customer, quote.valid_until, quote.amount
  FROM public.quotes AS quote
       JOIN public.customers AS customer ON customer.id = quote.customer_id
 WHERE quote.status IN ('draft', 'sent');
COMMENT ON VIEW public.open_quotes IS 'Offers whose fate is not known yet';

CREATE VIEW public.customer_revenue WITH (security_barrier) AS
SELECT customer.id, customer.name, customer.segment, count(*) AS orders, sum(o.total) AS revenue
  FROM public.customers AS customer
       JOIN public.orders AS o ON o.customer_id = customer.id
 WHERE o.status <> 'cancelled'
 GROUP BY customer.id;
COMMENT ON VIEW public.customer_revenue IS 'What each customer brought in';
COMMENT ON COLUMN public.customer_revenue.revenue IS 'Orders that were not cancelled';

CREATE FUNCTION public.order_total(wanted uuid) RETURNS numeric
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (SELECT coalesce(sum(quantity * unit_price * (1 - coalesce(discount, 0))), 0)
              FROM public.order_lines WHERE order_id = wanted);
COMMENT ON FUNCTION public.order_total(uuid) IS 'What the lines of an order come to';

CREATE FUNCTION public.next_document_number(prefix text DEFAULT 'INV') RETURNS text
    LANGUAGE sql VOLATILE
    RETURN prefix || '-' || nextval('public.document_number'::regclass);
COMMENT ON FUNCTION public.next_document_number(text) IS 'The next number for a document that goes out';

CREATE FUNCTION public.orders_by(wanted integer, from_day date DEFAULT '2024-01-01') RETURNS SETOF public.orders
    LANGUAGE sql STABLE
    AS $$ SELECT * FROM public.orders WHERE customer_id = wanted AND placed_on >= from_day ORDER BY placed_on $$;
COMMENT ON FUNCTION public.orders_by(integer, date) IS 'A customer''s orders since a day';

CREATE INDEX orders_open_index ON public.orders (placed_on) WHERE status = 'placed';
CREATE UNIQUE INDEX customers_email_index ON public.customers (lower(email));

SELECT pg_catalog.setval('public.document_number', 100470);
