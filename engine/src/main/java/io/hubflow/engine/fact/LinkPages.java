package io.hubflow.engine.fact;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.AssociationInput;
import io.hubflow.hubspot.AssociationLink;
import io.hubflow.hubspot.AssociationPage;
import io.hubflow.hubspot.Associations;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads all pages of the links of any number of records, a thousand records a call. Thread-safe. */
final class LinkPages {
    private final LinkSource source;

    LinkPages(LinkSource source) {
        this.source = source;
    }

    /**
     * @param linksById every link of the records that HubSpot answered for; empty for a record without links
     * @param unanswered records of which HubSpot said nothing when asked twice
     */
    record Links(Map<Long, List<AssociationLink>> linksById, List<Long> unanswered) {}

    Links read(String fromType, String toType, List<Long> ids) {
        var linksById = new HashMap<Long, List<AssociationLink>>();
        var silent = new ArrayList<Long>();
        readAll(fromType, toType, ids, linksById, silent);
        if (silent.isEmpty()) {
            return new Links(linksById, List.of());
        }
        var stillSilent = new ArrayList<Long>();
        readAll(fromType, toType, silent, linksById, stillSilent);
        return new Links(linksById, stillSilent);
    }

    private void readAll(
            String fromType,
            String toType,
            List<Long> ids,
            Map<Long, List<AssociationLink>> linksById,
            List<Long> silent) {
        var open = ids.stream().map(AssociationInput::first).toList();
        while (!open.isEmpty()) {
            var next = new ArrayList<AssociationInput>();
            for (var from = 0; from < open.size(); from += Associations.MAX_BATCH) {
                var some = open.subList(from, Math.min(from + Associations.MAX_BATCH, open.size()));
                for (var page : fetch(fromType, toType, some)) {
                    page.unlinked().forEach(id -> linksById.putIfAbsent(id, new ArrayList<>()));
                    silent.addAll(page.unanswered());
                    for (var one : page.linked()) {
                        linksById
                                .computeIfAbsent(one.fromId(), id -> new ArrayList<>())
                                .addAll(one.links());
                        one.nextAfter().ifPresent(after -> next.add(new AssociationInput(one.fromId(), after)));
                    }
                }
            }
            open = next;
        }
        // A record whose later page was not answered has no whole set.
        silent.forEach(linksById::remove);
    }

    /** In one call, or in smaller ones where the answer is larger than the memory allows. */
    private List<AssociationPage> fetch(String fromType, String toType, List<AssociationInput> inputs) {
        try {
            return List.of(source.batchRead(fromType, toType, inputs));
        } catch (ConnectorException e) {
            if (e.code() != ErrorCode.HUBSPOT_ANSWER_TOO_LARGE || inputs.size() == 1) {
                throw e;
            }
            var half = inputs.size() / 2;
            var pages = new ArrayList<>(fetch(fromType, toType, inputs.subList(0, half)));
            pages.addAll(fetch(fromType, toType, inputs.subList(half, inputs.size())));
            return pages;
        }
    }
}
