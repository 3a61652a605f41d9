package io.hubflow.simulator.api;

import io.hubflow.simulator.http.Response;
import io.hubflow.simulator.json.Hash;
import io.hubflow.simulator.json.JsonBytes;
import io.hubflow.simulator.portal.CrmRecord;
import io.hubflow.simulator.portal.ObjectType;
import io.hubflow.simulator.portal.Portal;
import io.hubflow.simulator.portal.PropertyPlan;
import io.hubflow.simulator.portal.RecordJson;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Lists in id order and reads of one record (source: objects guide; OpenAPI). */
final class ListHandler {
    private static final int DEFAULT_LIMIT = 10;
    private static final int MAX_LIMIT = 100;
    private static final int MAX_LIMIT_WITH_HISTORY = 50;

    private final Portal portal;
    private final ApiSettings settings;
    private final RequestedProperties requested;
    private final InlineLinks inlineLinks;
    private final RepeatedRows repeatedRows = new RepeatedRows();

    ListHandler(Portal portal, ApiSettings settings) {
        this.portal = portal;
        this.settings = settings;
        this.requested = new RequestedProperties(portal, settings);
        this.inlineLinks = new InlineLinks(portal);
    }

    Response list(Exchange exchange, String baseUrl) {
        var type = exchange.type();
        var parameters = exchange.parameters();
        var historyNames = parameters.names("propertiesWithHistory");
        requested.requireReadable(exchange, historyNames);
        var history = HistoryColumns.of(portal, exchange, historyNames);
        int limit = parameters.limit(DEFAULT_LIMIT, historyNames.isEmpty() ? MAX_LIMIT : MAX_LIMIT_WITH_HISTORY);
        boolean archived = parameters.flag("archived");
        PropertyPlan plan = requested.plan(exchange, parameters.names("properties"));
        var linked = inlineLinks.types(parameters.names("associations"));
        Page page = page(type, parameters.find("after").orElse(""), limit, archived);
        var records = repeatedRows.apply(exchange, page.records);
        var json = new RecordJson(portal, type);
        var out = new JsonBytes(8 << 10);
        out.raw("{\"results\":[");
        for (int i = 0; i < records.size(); i++) {
            out.raw(i == 0 ? "" : ",");
            json.open(out, records.get(i), plan, history);
            inlineLinks.write(out, type, records.get(i), linked);
            out.raw('}');
        }
        out.raw(']');
        if (!page.after.isEmpty()) {
            writePaging(out, exchange, baseUrl, page.after);
        }
        exchange.served(records.size());
        return Exchange.json(200, out.raw('}'));
    }

    Response read(Exchange exchange) {
        var type = exchange.type();
        var parameters = exchange.parameters();
        requested.requireReadable(exchange, parameters.names("propertiesWithHistory"));
        var history = HistoryColumns.of(portal, exchange, parameters.names("propertiesWithHistory"));
        boolean archived = parameters.flag("archived");
        var found = RecordLookup.by(
                portal,
                type,
                parameters.find("idProperty").orElse(""),
                exchange.route().argument(1));
        var wanted = archived ? CrmRecord.State.ARCHIVED : CrmRecord.State.LIVE;
        CrmRecord record =
                found.filter(r -> r.state() == wanted).orElseThrow(() -> new ApiException(Failure.notFound()));
        PropertyPlan plan = requested.plan(exchange, parameters.names("properties"));
        var out = new JsonBytes(4 << 10);
        new RecordJson(portal, type).open(out, record, plan, history);
        inlineLinks.write(out, type, record, inlineLinks.types(parameters.names("associations")));
        exchange.served(1);
        return Exchange.json(200, out.raw('}'));
    }

    /**
     * Some records of a list.
     *
     * @param after where the next page starts; empty for the last one
     */
    record Page(List<CrmRecord> records, String after) {}

    private Page page(ObjectType type, String after, int limit, boolean archived) {
        var store = portal.store(type);
        if (archived && settings.archivedOrder() == ApiSettings.ArchivedOrder.TIME) {
            return ArchivedByTime.page(store, after, limit);
        }
        var records = new ArrayList<CrmRecord>(limit);
        if (archived) {
            for (long id : store.archivedIds().tailSet(firstId(type, after, true), true)) {
                if (records.size() > limit) {
                    break;
                }
                store.find(id).ifPresent(records::add);
            }
        } else {
            store.scan(firstId(type, after, false), record -> {
                if (record.live()) {
                    records.add(record);
                }
                return records.size() <= limit;
            });
        }
        if (records.size() <= limit) {
            return new Page(records, "");
        }
        records.removeLast();
        return new Page(records, nextCursor(type, after, records));
    }

    private String nextCursor(ObjectType type, String after, List<CrmRecord> records) {
        long nextId = records.getLast().id() + 1;
        return switch (settings.listCursor()) {
            case NEXT_ID -> String.valueOf(nextId);
            case OPAQUE -> nextId + "-" + seal(type, nextId);
            case POSITION -> String.valueOf((after.isEmpty() ? 0 : Long.parseLong(after)) + records.size());
        };
    }

    /** The id a page starts at. */
    private long firstId(ObjectType type, String after, boolean archived) {
        if (after.isEmpty()) {
            return 0;
        }
        return switch (settings.listCursor()) {
            case NEXT_ID -> integer(after);
            case OPAQUE -> {
                int dash = after.indexOf('-');
                long id = dash < 0 ? -1 : integer(after.substring(0, dash));
                if (id < 0 || !after.substring(dash + 1).equals(seal(type, id))) {
                    throw badCursor(after);
                }
                yield id;
            }
            case POSITION -> idAt(type, integer(after), archived);
        };
    }

    private long idAt(ObjectType type, long position, boolean archived) {
        long[] seen = {0, Long.MAX_VALUE};
        portal.store(type).scan(0, record -> {
            boolean listed = archived ? record.state() == CrmRecord.State.ARCHIVED : record.live();
            if (listed && seen[0]++ == position) {
                seen[1] = record.id();
                return false;
            }
            return true;
        });
        return seen[1];
    }

    private String seal(ObjectType type, long id) {
        return Long.toHexString(Hash.mix(settings.seed() ^ Hash.of(type.id()), id));
    }

    private static long integer(String after) {
        try {
            return Long.parseLong(after.strip());
        } catch (NumberFormatException notAnInteger) {
            throw badCursor(after);
        }
    }

    /** Status and body unverified. */
    static ApiException badCursor(String after) {
        return new ApiException(Failure.validation("Invalid paging cursor: " + after));
    }

    /** The link is absolute and keeps every parameter; connectors should not follow it (reference, pitfall 16). */
    private static void writePaging(JsonBytes out, Exchange exchange, String baseUrl, String after) {
        String target = exchange.request().target();
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        String kept = Arrays.stream(exchange.request().rawQuery().split("&"))
                .filter(pair -> !pair.isEmpty() && !pair.startsWith("after="))
                .map(pair -> pair + "&")
                .collect(Collectors.joining());
        out.raw(",\"paging\":{\"next\":{\"after\":").string(after).raw(",\"link\":");
        out.string(baseUrl + path + "?" + kept + "after=" + URLEncoder.encode(after, StandardCharsets.UTF_8));
        out.raw("}}");
    }
}
