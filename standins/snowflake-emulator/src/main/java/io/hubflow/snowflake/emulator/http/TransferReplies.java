package io.hubflow.snowflake.emulator.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubflow.snowflake.emulator.session.Result;
import io.hubflow.snowflake.emulator.session.StatementKind;
import io.hubflow.snowflake.emulator.session.Submission;
import io.hubflow.snowflake.emulator.storage.EncryptionMaterial;
import io.hubflow.snowflake.emulator.storage.StageLocation;

/** Replies to PUT and GET: instructions for the driver's file transfer (its class SnowflakeFileTransferAgent). */
final class TransferReplies {
    /** Files below it go up several at a time (what the service answers). */
    private static final int THRESHOLD_BYTES = 209_715_200;

    private TransferReplies() {}

    static void upload(Submission submission, Result.Upload upload, ObjectNode data) {
        data.put("command", "UPLOAD");
        data.putArray("src_locations").add(upload.source());
        data.put("parallel", upload.parallel());
        data.put("threshold", THRESHOLD_BYTES);
        data.put("autoCompress", upload.autoCompress());
        data.put("overwrite", upload.overwrite());
        data.put("sourceCompression", upload.sourceCompression());
        data.put("clientShowEncryptionParameter", false);
        upload.target()
                .material()
                .ifPresentOrElse(
                        material -> data.set("encryptionMaterial", material(material)),
                        () -> data.putNull("encryptionMaterial"));
        common(submission, StatementKind.PUT, data);
        data.set("stageInfo", stageInfo(upload.target().location()));
    }

    static void download(Submission submission, Result.Download download, ObjectNode data) {
        data.put("command", "DOWNLOAD");
        data.put("localLocation", download.localDirectory());
        data.put("parallel", download.parallel());
        ArrayNode sources = data.putArray("src_locations");
        ArrayNode materials = data.putArray("encryptionMaterial");
        ArrayNode urls = Json.MAPPER.createArrayNode();
        for (Result.DownloadFile file : download.files()) {
            sources.add(file.path());
            if (file.material() == null) {
                materials.addNull();
            } else {
                materials.add(material(file.material()));
            }
            if (file.presignedUrl() != null) {
                urls.add(file.presignedUrl());
            }
        }
        if (!urls.isEmpty()) {
            data.set("presignedUrls", urls);
        }
        common(submission, StatementKind.GET, data);
        data.set("stageInfo", stageInfo(download.source()));
    }

    private static void common(Submission submission, StatementKind kind, ObjectNode data) {
        data.put("queryId", submission.queryId());
        data.put("statementTypeId", kind.typeId());
        data.set("parameters", Replies.parameters(submission.session()));
    }

    private static ObjectNode material(EncryptionMaterial material) {
        return Json.object()
                .put("queryStageMasterKey", material.masterKey())
                .put("queryId", material.queryId())
                .put("smkId", material.smkId());
    }

    private static ObjectNode stageInfo(StageLocation location) {
        ObjectNode stage = Json.object();
        stage.put("locationType", location.locationType());
        stage.put("location", location.location());
        stage.put("path", "");
        stage.put("region", location.region());
        stage.put("storageAccount", location.storageAccount());
        stage.put("isClientSideEncrypted", location.clientSideEncrypted());
        ObjectNode credentials = stage.putObject("creds");
        location.credentials().forEach(credentials::put);
        stage.put("presignedUrl", location.presignedUrl());
        stage.put("endPoint", location.endPoint());
        return stage;
    }
}
