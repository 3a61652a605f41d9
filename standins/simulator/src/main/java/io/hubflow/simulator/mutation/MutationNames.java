package io.hubflow.simulator.mutation;

import io.hubflow.simulator.portal.ObjectType;
import io.hubflow.simulator.portal.Portal;
import java.util.Collection;

/** Checks the names in a mutation that is to be carried out later. Under the portal's lock. */
final class MutationNames {
    private final Portal portal;

    MutationNames(Portal portal) {
        this.portal = portal;
    }

    void require(Mutation mutation) {
        switch (mutation) {
            case Mutation.Create create ->
                properties(create.objectType(), create.values().keySet());
            case Mutation.BulkImport bulk -> type(bulk.objectType());
            case Mutation.Update update -> {
                properties(update.objectType(), update.properties());
                properties(update.objectType(), update.values().keySet());
            }
            case Mutation.Recalculate update -> {
                properties(update.objectType(), update.properties());
                properties(update.objectType(), update.values().keySet());
            }
            case Mutation.Backdate update -> {
                properties(update.objectType(), update.properties());
                properties(update.objectType(), update.values().keySet());
            }
            case Mutation.Archive archive -> type(archive.objectType());
            case Mutation.Restore restore -> type(restore.objectType());
            case Mutation.GdprDelete delete -> type(delete.objectType());
            case Mutation.Purge purge -> type(purge.objectType());
            case Mutation.Merge merge -> type(merge.objectType());
            case Mutation.Associate link -> pair(link.fromType(), link.toType());
            case Mutation.Dissociate link -> pair(link.fromType(), link.toType());
            case Mutation.CreateLabel label -> pair(label.fromType(), label.toType());
            case Mutation.RenameLabel label -> pair(label.fromType(), label.toType());
            case Mutation.DeleteLabel label -> pair(label.fromType(), label.toType());
            case Mutation.EditPipeline edit -> type(edit.objectType());
            case Mutation.CreateProperty create -> type(create.objectType());
            case Mutation.ArchiveProperty archive -> type(archive.objectType());
            case Mutation.RetypeProperty retype -> type(retype.objectType());
            case Mutation.DeletePipeline delete -> type(delete.objectType());
            case Mutation.DeleteStage delete -> type(delete.objectType());
            case Mutation.ActivateType activate -> type(activate.objectType());
            case Mutation.DeactivateType deactivate -> type(deactivate.objectType());
            case Mutation.DeleteType delete -> type(delete.objectType());
            case Mutation.CreateList list -> type(list.plan().objectType());
            case Mutation.DeleteList list -> portal.lists().require(list.listId());
            case Mutation.RenameList list -> portal.lists().require(list.listId());
            case Mutation.AddMembers members -> portal.lists().require(members.listId());
            case Mutation.RemoveMembers members -> portal.lists().require(members.listId());
            case Mutation.DeactivateOwner owner -> owner(owner.ownerId());
            case Mutation.DeleteOwner owner -> owner(owner.ownerId());
            case Mutation.RenameTeam rename -> portal.users().requireTeam(rename.teamId());
            case Mutation.MoveUser move -> portal.users().requireTeam(move.teamId());
            case Mutation.CreateUser user -> {
                return;
            }
            case Mutation.SetExchangeRate rate -> {
                return;
            }
            case Mutation.CreateType create -> {
                return; // its name may be free by then
            }
        }
    }

    private void pair(String fromType, String toType) {
        portal.links().types().requireRelated(type(fromType), type(toType));
    }

    private void owner(long id) {
        if (portal.owners().all().stream().noneMatch(owner -> owner.id() == id)) {
            throw new IllegalArgumentException("The portal has no owner " + id);
        }
    }

    private void properties(String typeName, Collection<String> names) {
        var catalog = portal.catalog(type(typeName));
        names.forEach(catalog::require);
    }

    private ObjectType type(String name) {
        return portal.types().require(name);
    }
}
