package io.hubflow.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads a batch read of deal splits, 200 or 207 alike (OpenAPI document of deal splits). */
final class DealSplitReader {
    private static final String NOT_FOUND = "OBJECT_NOT_FOUND";

    private DealSplitReader() {}

    static Map<Long, List<DealSplit>> read(Transport.Answer answer) throws IOException {
        var json = CatalogReader.object(answer);
        for (var error : json.path("errors")) {
            if (!CatalogReader.text(error, "category").equals(NOT_FOUND)) {
                throw new IncompleteBatchException("an error inside a batch of deal splits that is not \"not found\"");
            }
        }
        var byDeal = new HashMap<Long, List<DealSplit>>();
        CatalogReader.results(answer, deal -> deal).forEach(deal -> {
            var dealId = WireId.toLong(CatalogReader.text(deal, "id"));
            var splits = new ArrayList<DealSplit>();
            deal.path("splits").forEach(split -> splits.add(split(dealId, split)));
            byDeal.put(dealId, List.copyOf(splits));
        });
        return byDeal;
    }

    private static DealSplit split(long dealId, JsonNode json) {
        var properties = new HashMap<String, String>();
        json.path("properties").properties().forEach(entry -> {
            if (!entry.getValue().isNull()) {
                properties.put(entry.getKey(), entry.getValue().asText(""));
            }
        });
        return new DealSplit(
                WireId.toLong(CatalogReader.text(json, "id")),
                dealId,
                RecordTimestamps.toMillis(CatalogReader.text(json, "createdAt")),
                RecordTimestamps.toMillis(CatalogReader.text(json, "updatedAt")),
                properties);
    }
}
