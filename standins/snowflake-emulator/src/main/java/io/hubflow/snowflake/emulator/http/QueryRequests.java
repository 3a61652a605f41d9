package io.hubflow.snowflake.emulator.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubflow.snowflake.emulator.session.QueryService;
import io.hubflow.snowflake.emulator.translate.BindValues;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Query requests as the driver writes them. */
final class QueryRequests {
    private QueryRequests() {}

    static QueryService.Request read(String requestId, JsonNode body) {
        @Nullable String bindStage = body.path("bindStage").asText(null);
        return new QueryService.Request(
                requestId,
                body.path("sqlText").asText(),
                binds(body.path("bindings")),
                bindStage == null || bindStage.isEmpty() ? null : bindStage,
                body.path("describeOnly").asBoolean());
    }

    /** Keys are "1", "2", …; a value is a string, or an array of strings when the statement runs over many rows. */
    private static BindValues binds(JsonNode bindings) {
        int count = bindings.size();
        if (count == 0) {
            return BindValues.NONE;
        }
        boolean array = bindings.path("1").path("value").isArray();
        int rowCount = array ? bindings.path("1").path("value").size() : 1;
        var types = new ArrayList<String>();
        var rows = new ArrayList<List<@Nullable String>>();
        for (int row = 0; row < rowCount; row++) {
            rows.add(new ArrayList<>());
        }
        for (int i = 1; i <= count; i++) {
            JsonNode bind = bindings.path(Integer.toString(i));
            types.add(bind.path("type").asText("TEXT"));
            for (int row = 0; row < rowCount; row++) {
                JsonNode value = array ? bind.path("value").path(row) : bind.path("value");
                rows.get(row).add(value.isNull() || value.isMissingNode() ? null : value.asText());
            }
        }
        return new BindValues(types, rows, array, null);
    }
}
