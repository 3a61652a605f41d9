package io.hubflow.simulator.api;

import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.http.Response;
import io.hubflow.simulator.index.SearchIndex;
import io.hubflow.simulator.index.SearchQuery;
import io.hubflow.simulator.index.SearchRejectedException;
import io.hubflow.simulator.json.Hash;
import io.hubflow.simulator.json.JsonBytes;
import io.hubflow.simulator.portal.CrmRecord;
import io.hubflow.simulator.portal.ObjectType;
import io.hubflow.simulator.portal.Portal;
import io.hubflow.simulator.portal.PropertyDefinition.Sensitivity;
import io.hubflow.simulator.portal.PropertyPlan;
import io.hubflow.simulator.portal.RecordJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Searches (source: search guide; OpenAPI, PublicObjectSearchRequest). */
final class SearchHandler {
    /** No page reaches beyond this many matches. */
    static final int WALL = 10_000;

    private static final int MAX_BODY_CHARS = 3_000;

    private final Portal portal;
    private final SearchIndex index;
    private final ApiSettings settings;
    private final RequestedProperties requested;
    private final Map<String, Long> searches = new ConcurrentHashMap<>();
    private final RepeatedRows repeatedRows = new RepeatedRows();

    SearchHandler(Portal portal, SearchIndex index, ApiSettings settings) {
        this.portal = portal;
        this.index = index;
        this.settings = settings;
        this.requested = new RequestedProperties(portal, settings);
    }

    Response search(Exchange exchange) {
        var type = exchange.type();
        if (!type.searchable()) {
            throw new ApiException(Failure.validation("Search is not supported for " + type.plural()));
        }
        if (settings.bodyLimit() == ApiSettings.BodyLimit.WHOLE_BODY
                && new String(exchange.request().body(), StandardCharsets.UTF_8).length() > MAX_BODY_CHARS) {
            throw new ApiException(Failure.validation("The search body is longer than 3,000 characters"));
        }
        var request = SearchRequest.parse(exchange.body());
        int offset = request.offset();
        int limit = request.limit();
        if (offset + limit > WALL) {
            throw new ApiException(Failure.validation(
                    "Paging beyond " + WALL + " results is not supported: after " + offset + " with limit " + limit));
        }
        requested.requireReadable(exchange, request.properties());
        requested.requireReadable(exchange, request.query().properties());
        var readable = EnumSet.copyOf(exchange.caller().readable(type));
        readable.remove(Sensitivity.HIGHLY_SENSITIVE);
        PropertyPlan plan = portal.catalog(type).plan(request.properties(), readable);
        try {
            int most = Math.min(limit, settings.searchPage());
            var page = index.search(type, request.query(), offset, most);
            var records = shortened(type, page.records(), most);
            boolean more = offset + records.size() < page.total();
            int after = more ? offset + records.size() : -1;
            return answer(exchange, page.total(), withForeignRows(exchange, request.query(), records), after, plan);
        } catch (SearchRejectedException rejected) {
            throw new ApiException(
                    rejected.status() == 500
                            ? Failure.of(500, rejected.answer(), null)
                            : Failure.validation(rejected.answer()));
        }
    }

    private Response answer(Exchange exchange, long total, List<CrmRecord> page, int after, PropertyPlan plan) {
        var records = repeatedRows.apply(exchange, page);
        var json = new RecordJson(portal, exchange.type());
        var out = new JsonBytes(8 << 10);
        out.raw("{\"total\":").number(total).raw(",\"results\":[");
        for (int i = 0; i < records.size(); i++) {
            out.raw(i == 0 ? "" : ",");
            json.write(out, records.get(i), plan);
        }
        out.raw(']');
        if (after >= 0) {
            out.raw(",\"paging\":{\"next\":{\"after\":\"").number(after).raw("\"}}");
        }
        exchange.served(records.size());
        return Exchange.json(200, out.raw('}'));
    }

    /** Some records that do not match the query, when a fault asks for them, then those that do. */
    private List<CrmRecord> withForeignRows(Exchange exchange, SearchQuery query, List<CrmRecord> records) {
        var wanted = exchange.edit(Fault.ForeignRows.class);
        if (wanted.isEmpty()) {
            return records;
        }
        var type = exchange.type();
        var rows = new ArrayList<CrmRecord>();
        portal.store(type).scan(0, record -> {
            if (record.live() && !index.matches(type, query, record.id())) {
                rows.add(record);
            }
            return rows.size() < wanted.get().count();
        });
        rows.addAll(records);
        return rows;
    }

    /** Now and then fewer rows than there are, or none, with a cursor to go on from (airbyte #80744). */
    private List<CrmRecord> shortened(ObjectType type, List<CrmRecord> records, int limit) {
        long nth = searches.merge(type.id(), 1L, Long::sum);
        long draw = Hash.mix(settings.seed() ^ Hash.of("short pages of " + type.id()), nth);
        if ((draw >>> 11) * 0x1.0p-53 >= settings.shortPages()) {
            return records;
        }
        int kept = (int) Hash.below(Hash.mix(draw), limit);
        return records.subList(0, Math.min(kept, records.size()));
    }
}
