CREATE VIEW "Che ap" AS SELECT id FROM "v_governance_It""em" JOIN "It""em" USING (id) WHERE "Pri ce" <= 10;
