package io.hubflow.simulator.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubflow.simulator.api.Hooks;

/** The hooks as JSON: how many wait, and which could not run. */
final class HooksJson {
    private HooksJson() {}

    static ObjectNode json(Hooks hooks) {
        var json = JsonNodeFactory.instance.objectNode().put("pending", hooks.pending());
        var failed = json.putArray("failed");
        hooks.failures()
                .forEach(failure -> failed.addObject()
                        .put("of", failure.endpoint().word())
                        .put("type", failure.objectType())
                        .put("error", failure.reason()));
        return json;
    }
}
