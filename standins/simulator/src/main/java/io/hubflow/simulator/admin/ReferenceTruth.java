package io.hubflow.simulator.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubflow.simulator.api.SettingsJson;
import io.hubflow.simulator.json.IsoTime;
import io.hubflow.simulator.portal.CrmList;
import io.hubflow.simulator.portal.Link;
import io.hubflow.simulator.portal.ObjectType;
import io.hubflow.simulator.portal.Portal;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Lists with their members, and what describes the account, as the portal holds them. */
public final class ReferenceTruth {
    private static final int MEMBERS_PER_PIECE = 5_000;

    private final Portal portal;

    /** A member of a list. */
    public record Membership(long recordId, Instant since) {}

    /** The reference data of a portal. */
    public ReferenceTruth(Portal portal) {
        this.portal = portal;
    }

    /** The members of a list in id order; for lists of test size. */
    public List<Membership> members(String listId) {
        return portal.read(() -> {
            var list = portal.lists().require(listId);
            return portal.lists().members(list, 0, Integer.MAX_VALUE).stream()
                    .map(member -> new Membership(member.recordId(), Instant.ofEpochMilli(member.sinceMillis())))
                    .toList();
        });
    }

    /** The lists in id order, each as the API shows it, with its size. */
    public List<ObjectNode> lists() {
        return portal.read(() -> portal.lists().all().stream()
                .map(list -> SettingsJson.list(list).put("size", portal.lists().size(list)))
                .toList());
    }

    /** Active and archived owners, each as the API shows it. */
    public List<ObjectNode> owners() {
        return portal.read(
                () -> portal.owners().all().stream().map(SettingsJson::owner).toList());
    }

    /** Users, each as the API shows it. */
    public List<ObjectNode> users() {
        return portal.read(
                () -> portal.users().all().stream().map(SettingsJson::user).toList());
    }

    /** Teams with their members, each as the API shows it. */
    public List<ObjectNode> teams() {
        return portal.read(() -> portal.users().teams().stream()
                .map(team -> SettingsJson.team(team, portal.users().all()))
                .toList());
    }

    /** Roles, each as the API shows it. */
    public List<ObjectNode> roles() {
        return portal.read(
                () -> portal.users().roles().stream().map(SettingsJson::role).toList());
    }

    /** Exchange rates, each as the API shows it. */
    public List<ObjectNode> exchangeRates() {
        return portal.read(() ->
                portal.currencies().rates().stream().map(SettingsJson::rate).toList());
    }

    /** The pipelines of a type, each as the API shows it. */
    public List<ObjectNode> pipelines(ObjectType type) {
        return portal.read(() ->
                portal.pipelines().of(type).stream().map(SettingsJson::pipeline).toList());
    }

    /** The association types from one type to another. */
    public List<Link.Type> associationTypes(ObjectType from, ObjectType to) {
        return portal.read(() -> portal.links().types().of(from, to));
    }

    /** The live deal splits, each with {@code id} and {@code deal_id}. */
    public List<ObjectNode> dealSplits() {
        return portal.read(() -> {
            var rows = new ArrayList<ObjectNode>();
            portal.store(portal.dealSplits().type()).scan(0, split -> {
                if (split.live()) {
                    var row = JsonNodeFactory.instance.objectNode().put("id", String.valueOf(split.id()));
                    portal.dealSplits().dealOf(split).ifPresent(deal -> row.put("deal_id", String.valueOf(deal)));
                    rows.add(row);
                }
                return true;
            });
            return rows;
        });
    }

    /** Writes the members of a list, one JSON object a line. The portal is read piece by piece. */
    void writeMembers(CrmList list, OutputStream out) throws IOException {
        long next = 0;
        while (next >= 0) {
            long first = next;
            var members = portal.read(() -> portal.lists().members(list, first, MEMBERS_PER_PIECE));
            var lines = new StringBuilder();
            members.forEach(member -> lines.append("{\"record_id\":\"")
                    .append(member.recordId())
                    .append("\",\"membership_timestamp\":\"")
                    .append(IsoTime.text(member.sinceMillis()))
                    .append("\"}\n"));
            out.write(lines.toString().getBytes(StandardCharsets.US_ASCII));
            next = members.size() < MEMBERS_PER_PIECE ? -1 : members.getLast().recordId() + 1;
        }
    }
}
