package io.hubflow.nifi.testbed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/** What an administrator sees and does under <i>Cluster</i>, over the REST API of one of its nodes. */
public final class NiFiCluster {
    private final NiFiHttp http;

    NiFiCluster(String base) {
        this.http = new NiFiHttp(base);
    }

    /** Nodes that are connected now; 0 when this NiFi is not clustered or has not joined yet. */
    public int connectedNodes() {
        if (!http.answers("/flow/cluster/summary")) {
            return 0;
        }
        return http.get("/flow/cluster/summary")
                .at("/clusterSummary/connectedNodeCount")
                .asInt();
    }

    /** The web port of the node that holds this role ({@code Primary Node}…); 0 while none does, or nobody can tell. */
    public int portOfRole(String role) {
        if (!http.answers("/controller/cluster")) {
            return 0;
        }
        for (var node : http.get("/controller/cluster").at("/cluster/nodes")) {
            if ("CONNECTED".equals(node.path("status").asText()) && holds(node, role)) {
                return node.path("apiPort").asInt();
            }
        }
        return 0;
    }

    /** Takes the node with this web port out of the cluster, or back in; it stays up. */
    public void requestStatus(int webPort, String status) {
        for (var node : http.get("/controller/cluster").at("/cluster/nodes")) {
            if (node.path("apiPort").asInt() == webPort) {
                var id = node.path("nodeId").asText();
                var body = JsonNodeFactory.instance.objectNode();
                body.putObject("node").put("nodeId", id).put("status", status);
                http.put("/controller/cluster/nodes/" + id, body);
                return;
            }
        }
        throw new IllegalArgumentException("no node of the cluster has the web port " + webPort);
    }

    /** FlowFiles that this processor finished in the last five minutes, for each node's web port. */
    public Map<Integer, Long> tasksByNode(String processor) {
        var byNode = new TreeMap<Integer, Long>();
        for (var node : http.get("/flow/processors/" + processor + "/status?nodewise=true")
                .at("/processorStatus/nodeSnapshots")) {
            byNode.put(
                    node.path("apiPort").asInt(),
                    node.at("/statusSnapshot/flowFilesOut").asLong());
        }
        return byNode;
    }

    private static boolean holds(JsonNode node, String role) {
        return StreamSupport.stream(node.path("roles").spliterator(), false)
                .anyMatch(held -> held.asText().equals(role));
    }
}
