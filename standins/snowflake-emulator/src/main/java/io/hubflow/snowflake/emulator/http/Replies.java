package io.hubflow.snowflake.emulator.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubflow.snowflake.emulator.catalog.SnowType;
import io.hubflow.snowflake.emulator.catalog.SnowType.Kind;
import io.hubflow.snowflake.emulator.session.Outcome;
import io.hubflow.snowflake.emulator.session.Result;
import io.hubflow.snowflake.emulator.session.Session;
import io.hubflow.snowflake.emulator.session.Submission;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import io.hubflow.snowflake.emulator.translate.Translated.Output;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The envelopes of the wire protocol, as recorded in the driver's own tests. */
final class Replies {
    private static final Set<String> NUMBERS = Set.of(
            "CLIENT_STAGE_ARRAY_BINDING_THRESHOLD",
            "LOCK_TIMEOUT",
            "STATEMENT_TIMEOUT_IN_SECONDS",
            "CLIENT_PREFETCH_THREADS",
            "CLIENT_RESULT_CHUNK_SIZE",
            "CLIENT_MEMORY_LIMIT");

    private Replies() {}

    static ObjectNode ok() {
        ObjectNode reply = Json.object();
        reply.putNull("data");
        reply.putNull("code");
        reply.putNull("message");
        reply.put("success", true);
        return reply;
    }

    /** A failure outside any statement: logins and tokens. */
    static ObjectNode refused(SnowflakeError error) {
        ObjectNode reply = Json.object();
        reply.putNull("data");
        reply.put("code", error.wireCode());
        reply.put("message", error.getMessage());
        reply.put("success", false);
        return reply;
    }

    static ObjectNode stillRunning(Submission submission, String code) {
        ObjectNode reply = Json.object();
        ObjectNode data = reply.putObject("data");
        data.put("queryId", submission.queryId());
        data.put("getResultUrl", "/queries/" + submission.queryId() + "/result");
        data.put("queryAbortsAfterSecs", 300);
        reply.put("code", code);
        reply.put("message", "Query execution in progress.");
        reply.put("success", true);
        return reply;
    }

    /** @param address where the emulator answers, for the parts of large results */
    static ObjectNode outcome(Submission submission, Outcome outcome, String address) {
        return switch (outcome) {
            case Outcome.Done done -> done(submission, done.result(), address);
            case Outcome.Described described -> described(submission, described);
            case Outcome.Failed failed -> failed(submission, failed.error());
        };
    }

    private static ObjectNode failed(Submission submission, SnowflakeError error) {
        ObjectNode reply = Json.object();
        ObjectNode data = reply.putObject("data");
        data.put("internalError", false);
        data.put("errorCode", error.wireCode());
        data.put("sqlState", error.sqlState());
        data.put("queryId", submission.queryId());
        data.put("line", -1);
        data.put("pos", -1);
        data.put("type", "COMPILATION");
        reply.put("code", error.wireCode());
        reply.put("message", error.getMessage());
        reply.put("success", false);
        reply.putNull("headers");
        return reply;
    }

    private static ObjectNode done(Submission submission, Result result, String address) {
        ObjectNode reply = ok();
        ObjectNode data = reply.putObject("data");
        if (result.upload() != null) {
            TransferReplies.upload(submission, result.upload(), data);
            return reply;
        }
        if (result.download() != null) {
            TransferReplies.download(submission, result.download(), data);
            return reply;
        }
        common(submission, data);
        data.set("rowtype", rowType(result.columns()));
        ResultChunks.write(data, result.rows(), address, submission.queryId());
        data.put("numberOfBinds", 0);
        data.put("arrayBindSupported", false);
        data.put("statementTypeId", result.kind().typeId());
        return reply;
    }

    private static ObjectNode described(Submission submission, Outcome.Described described) {
        ObjectNode reply = ok();
        ObjectNode data = reply.putObject("data");
        common(submission, data);
        data.set("rowtype", rowType(described.columns()));
        data.putArray("rowset");
        data.put("total", 0);
        data.put("returned", 0);
        data.put("numberOfBinds", described.binds().size());
        data.put("arrayBindSupported", described.arrayBinds());
        ArrayNode binds = data.putArray("metaDataOfBinds");
        for (SnowType type : described.binds()) {
            ObjectNode bind = binds.addObject();
            bind.put("name", "");
            bind.put("type", type.kind().name().toLowerCase(Locale.ROOT));
            bind.put("length", type.length());
            bind.put("precision", 0);
            bind.put("scale", 0);
            bind.put("nullable", true);
        }
        data.put("statementTypeId", described.kind().typeId());
        return reply;
    }

    private static void common(Submission submission, ObjectNode data) {
        Session session = submission.session();
        data.set("parameters", parameters(session));
        data.put("queryId", submission.queryId());
        data.putNull("databaseProvider");
        data.put("finalDatabaseName", session.database());
        data.put("finalSchemaName", session.schema());
        data.put("finalWarehouseName", session.warehouse());
        data.put("finalRoleName", session.role());
        data.put("version", 1);
        data.put("sendResultTime", System.currentTimeMillis());
        data.put("queryResultFormat", "json");
    }

    /** Every reply repeats the session's parameters: the driver believes the last ones it saw, AUTOCOMMIT above all. */
    static ArrayNode parameters(Session session) {
        ArrayNode parameters = Json.MAPPER.createArrayNode();
        for (Map.Entry<String, String> parameter : session.parameters().all().entrySet()) {
            ObjectNode entry = parameters.addObject().put("name", parameter.getKey());
            String value = parameter.getValue();
            if (value.equals("true") || value.equals("false")) {
                entry.put("value", Boolean.parseBoolean(value));
            } else if (NUMBERS.contains(parameter.getKey())) {
                entry.put("value", Long.parseLong(value));
            } else {
                entry.put("value", value);
            }
        }
        return parameters;
    }

    private static ArrayNode rowType(List<Output> columns) {
        ArrayNode types = Json.MAPPER.createArrayNode();
        for (Output column : columns) {
            SnowType type = column.type();
            ObjectNode entry = types.addObject();
            entry.put("name", column.name());
            entry.put("type", wireName(type.kind()));
            if (type.kind() == Kind.FIXED) {
                entry.put("precision", type.precision()).put("scale", type.scale());
            } else if (type.isTimestamp() || type.kind() == Kind.TIME) {
                entry.put("precision", 0).put("scale", 9);
            } else {
                entry.putNull("precision").putNull("scale");
            }
            if (type.kind() == Kind.TEXT || type.kind() == Kind.BINARY || type.kind() == Kind.UNKNOWN) {
                long length = type.length() == 0 ? SnowType.DEFAULT_TEXT : type.length();
                entry.put("length", length).put("byteLength", Math.min(length * 4, SnowType.MAX_TEXT));
            } else {
                entry.putNull("length").putNull("byteLength");
            }
            entry.put("nullable", true)
                    .putNull("collation")
                    .put("database", "")
                    .put("schema", "")
                    .put("table", "");
        }
        return types;
    }

    private static String wireName(Kind kind) {
        return kind == Kind.UNKNOWN ? "text" : kind.name().toLowerCase(Locale.ROOT);
    }
}
