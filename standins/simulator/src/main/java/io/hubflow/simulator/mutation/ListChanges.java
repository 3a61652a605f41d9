package io.hubflow.simulator.mutation;

import io.hubflow.simulator.portal.CrmList;
import io.hubflow.simulator.portal.CrmLists;
import io.hubflow.simulator.portal.CrmRecord;
import io.hubflow.simulator.portal.Portal;
import java.util.List;

/** Makes, changes and fills lists. Under the portal's write lock. */
final class ListChanges {
    private final Portal portal;
    private final Selection selection;

    ListChanges(Portal portal, Selection selection) {
        this.portal = portal;
        this.selection = selection;
    }

    /** The id in the result is the list's. */
    MutationResult create(Mutation.CreateList create) {
        var list = portal.createList(create.plan());
        return result("create_list", list, List.of(Long.valueOf(list.id())));
    }

    MutationResult delete(Mutation.DeleteList delete) {
        var list = portal.lists().require(delete.listId());
        portal.deleteList(list);
        return result("delete_list", list, List.of());
    }

    MutationResult rename(Mutation.RenameList rename) {
        var list = portal.lists().require(rename.listId());
        portal.renameList(list, rename.name());
        return result("rename_list", list, List.of());
    }

    MutationResult addMembers(Mutation.AddMembers add) {
        var list = portal.lists().require(add.listId());
        var records = selection.records(list.type(), add.target(), CrmRecord.State.LIVE);
        records.forEach(record -> portal.addMember(list, record));
        return result("add_members", list, records.stream().map(CrmRecord::id).toList());
    }

    MutationResult removeMembers(Mutation.RemoveMembers remove) {
        var list = portal.lists().require(remove.listId());
        var ids = switch (remove.target()) {
            case Target.Ids these -> these.ids();
            case Target.Random random ->
                selection.some(
                        portal.lists().members(list, 0, Integer.MAX_VALUE).stream()
                                .map(CrmLists.Member::recordId)
                                .toList(),
                        random);
        };
        selection
                .records(list.type(), new Target.Ids(ids), CrmRecord.State.LIVE)
                .forEach(record -> portal.removeMember(list, record));
        return result("remove_members", list, ids);
    }

    private MutationResult result(String operation, CrmList list, List<Long> ids) {
        return new MutationResult(
                operation,
                portal.types().key(list.type()),
                ids,
                List.of(),
                portal.clock().millis());
    }
}
