package io.hubflow.app.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubflow.app.config.ConfigurationException;
import io.hubflow.app.report.Json;
import io.hubflow.app.report.RunJson;
import io.hubflow.error.ConnectorException;

/** A command that can put its failure into JSON, in the shape of its own result. */
interface Reports {
    /** Whether {@code --output json} was given. */
    boolean json();

    default ObjectNode failed(ConnectorException error) {
        var json = Json.object();
        json.put("status", "failed");
        json.set("error", RunJson.failed(error).get("error"));
        return json;
    }

    default ObjectNode failed(ConfigurationException error) {
        var json = Json.object();
        json.put("status", "failed");
        json.set("error", RunJson.failed(error).get("error"));
        return json;
    }
}
