ALTER TABLE "Oth er" ADD "Se.q" serial;
