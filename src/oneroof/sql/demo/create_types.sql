-- Types, a domain and a free-standing sequence that collections and functions use.

CREATE TYPE public.order_status AS ENUM ('draft', 'placed', 'paid', 'shipped', 'delivered', 'cancelled');
CREATE TYPE public.deal_stage AS ENUM ('lead', 'qualified', 'proposal', 'won', 'lost');
CREATE TYPE public.severity AS ENUM ('low', 'medium', 'high', 'critical');
CREATE TYPE public.payment_method AS ENUM ('card', 'transfer', 'cash', 'voucher');
CREATE TYPE public.campaign_channel AS ENUM ('mail', 'search', 'social', 'print', 'store window');
CREATE DOMAIN public.email_address AS text CHECK (VALUE ~ '^[^@\s]+@[^@\s]+$');
CREATE SEQUENCE public.document_number AS bigint START 100000 INCREMENT 10 CACHE 1;

COMMENT ON TYPE public.order_status IS 'What has become of an order';
COMMENT ON TYPE public.severity IS 'How bad it is';
COMMENT ON DOMAIN public.email_address IS 'Something with an @ in it';
COMMENT ON SEQUENCE public.document_number IS 'Numbers of documents that go out';
