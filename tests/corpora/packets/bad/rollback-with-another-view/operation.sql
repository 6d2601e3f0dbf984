DROP VIEW "Che ap";
