package io.hubflow.snowflake.emulator.storage;

/** Where an account keeps its staged files, and so which upload of the driver runs. */
public enum StorageKind {
    /** A local directory; the driver copies the files. Quick, and none of the driver's cloud code runs. */
    LOCAL,
    /** Amazon S3: temporary credentials, multipart uploads. */
    S3,
    /** Google Cloud Storage by a URL that is signed for each file. */
    GCS_PRESIGNED,
    /** Google Cloud Storage by a token that is good for the stage; over TLS. */
    GCS,
    /** Azure Blob Storage by a shared access signature; over TLS, and through {@link StageStorage#proxyPort()}. */
    AZURE;

    boolean needsTls() {
        return this == GCS || this == AZURE;
    }
}
