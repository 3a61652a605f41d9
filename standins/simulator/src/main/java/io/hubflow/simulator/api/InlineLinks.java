package io.hubflow.simulator.api;

import io.hubflow.simulator.json.JsonBytes;
import io.hubflow.simulator.portal.CrmRecord;
import io.hubflow.simulator.portal.Link;
import io.hubflow.simulator.portal.ObjectType;
import io.hubflow.simulator.portal.Portal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The {@code associations} member of records: an id comes once for each association type, and only the first page of
 * them (source: airbyte #14390; objects guide).
 */
final class InlineLinks {
    private static final int PAGE = 100;

    private final Portal portal;

    InlineLinks(Portal portal) {
        this.portal = portal;
    }

    /** The types of the names asked for; a name that is no type is refused. */
    Map<String, ObjectType> types(List<String> names) {
        var types = new LinkedHashMap<String, ObjectType>();
        for (String name : names) {
            var type = TypeNames.require(portal, name);
            types.put(type.plural(), type);
        }
        return types;
    }

    void write(JsonBytes out, ObjectType from, CrmRecord record, Map<String, ObjectType> types) {
        if (types.isEmpty()) {
            return;
        }
        out.raw(",\"associations\":{");
        boolean first = true;
        for (var entry : types.entrySet()) {
            var links = portal.links().of(from, record.id(), entry.getValue());
            if (!links.isEmpty()) {
                out.raw(first ? "" : ",")
                        .string(entry.getKey().replace('_', ' '))
                        .raw(":{\"results\":[");
                writeLinks(out, from, entry.getValue(), links);
                out.raw("]}");
                first = false;
            }
        }
        out.raw('}');
    }

    private static void writeLinks(JsonBytes out, ObjectType from, ObjectType to, List<Link> links) {
        boolean first = true;
        for (Link link : links.subList(0, Math.min(PAGE, links.size()))) {
            for (Link.Type type : link.types()) {
                String name = from.singular() + "_to_" + to.singular();
                if (type.label() != null) {
                    name += "_" + type.label().toLowerCase(Locale.ROOT);
                }
                out.raw(first ? "" : ",").raw("{\"id\":\"").number(link.toId()).raw("\",\"type\":");
                out.string(name).raw('}');
                first = false;
            }
        }
    }
}
