package io.hubflow.simulator.mutation;

import io.hubflow.simulator.portal.CrmRecord;
import io.hubflow.simulator.portal.Link;
import io.hubflow.simulator.portal.ObjectType;
import io.hubflow.simulator.portal.Portal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes and cuts associations and changes their labels. Under the portal's write lock. */
final class LinkChanges {
    private final Portal portal;
    private final Selection selection;

    LinkChanges(Portal portal, Selection selection) {
        this.portal = portal;
        this.selection = selection;
    }

    MutationResult associate(Mutation.Associate link) {
        var from = type(link.fromType());
        var to = type(link.toType());
        portal.links().types().requireRelated(from, to);
        var labelled = labelled(from, to, link.label());
        selection.records(from, Target.id(link.fromId()), CrmRecord.State.LIVE);
        var ids = new ArrayList<>(List.of(link.fromId()));
        for (CrmRecord other : selection.records(to, link.to(), CrmRecord.State.LIVE)) {
            if (!(from.equals(to) && other.id() == link.fromId())) {
                portal.associate(from, link.fromId(), to, other.id(), labelled);
                ids.add(other.id());
            }
        }
        return result("associate", from, ids);
    }

    MutationResult dissociate(Mutation.Dissociate link) {
        var from = type(link.fromType());
        var to = type(link.toType());
        portal.links().types().requireRelated(from, to);
        var only = labelled(from, to, link.label());
        var ids = new ArrayList<>(List.of(link.fromId()));
        for (long toId : linked(from, link, to, only)) {
            portal.dissociate(from, link.fromId(), to, toId, only);
            ids.add(toId);
        }
        return result("dissociate", from, ids);
    }

    MutationResult createLabel(Mutation.CreateLabel label) {
        var from = type(label.fromType());
        portal.links().types().createLabel(from, type(label.toType()), label.label(), label.inverseLabel());
        return result("create_label", from, List.of());
    }

    MutationResult renameLabel(Mutation.RenameLabel label) {
        var from = type(label.fromType());
        portal.links().types().renameLabel(from, type(label.toType()), label.label(), label.newLabel());
        return result("rename_label", from, List.of());
    }

    MutationResult deleteLabel(Mutation.DeleteLabel label) {
        var from = type(label.fromType());
        portal.links().types().deleteLabel(from, type(label.toType()), label.label());
        return result("delete_label", from, List.of());
    }

    private List<Long> linked(ObjectType from, Mutation.Dissociate link, ObjectType to, Link.@Nullable Type only) {
        return switch (link.to()) {
            case Target.Ids ids -> ids.ids();
            case Target.Random random ->
                selection.some(
                        portal.links().of(from, link.fromId(), to).stream()
                                .filter(one -> only == null || one.types().contains(only))
                                .map(Link::toId)
                                .toList(),
                        random);
        };
    }

    private Link.@Nullable Type labelled(ObjectType from, ObjectType to, String label) {
        return label.isEmpty() ? null : portal.links().types().require(from, to, label);
    }

    private ObjectType type(String name) {
        return portal.types().require(name);
    }

    private MutationResult result(String operation, ObjectType type, List<Long> ids) {
        return new MutationResult(
                operation,
                portal.types().key(type),
                ids,
                List.of(),
                portal.clock().millis());
    }
}
