-- First in a tool's transaction: see what another session's exported snapshot sees.
SET TRANSACTION SNAPSHOT {snapshot}
