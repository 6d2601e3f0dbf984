-- Every object with what contains it: under the roof or not, must it have an owner, does it hold everything.
SELECT tree.object_ref, tree.parent_ref, tree.under_roof, tree.under_roof AND tree.requires_owner AS requires_owner,
       catch_all.object_ref IS NOT NULL AS catch_all, tree.status
  FROM {governance}.v_governance_object_tree AS tree
  LEFT JOIN {governance}.v_object_catch_all AS catch_all ON catch_all.object_ref = tree.object_ref
 ORDER BY tree.object_ref COLLATE "C"
