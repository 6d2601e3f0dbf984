-- What stands on the warehouse collections: a materialised view, a trigger, statistics.

CREATE MATERIALIZED VIEW public.product_stock AS
SELECT product.id AS product_id, product.name, sum(level.on_hand) AS on_hand, sum(level.reserved) AS reserved
  FROM public.products AS product
       JOIN public.stock_levels AS level ON level.product_id = product.id
 GROUP BY product.id;
CREATE UNIQUE INDEX product_stock_index ON public.product_stock (product_id);
COMMENT ON MATERIALIZED VIEW public.product_stock IS 'Stock of each product over all warehouses';

CREATE FUNCTION public.stamp_stock_movement() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    NEW.moved_at := coalesce(NEW.moved_at, now());
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION public.stamp_stock_movement() IS 'Trigger: a movement without a time happened now';
CREATE TRIGGER stamp BEFORE INSERT ON public.stock_movements
    FOR EACH ROW EXECUTE FUNCTION public.stamp_stock_movement();

CREATE STATISTICS public.stock_movements_statistics (dependencies)
    ON warehouse_code, product_id FROM public.stock_movements;
CREATE INDEX products_attributes_index ON public.products USING gin (attributes);
