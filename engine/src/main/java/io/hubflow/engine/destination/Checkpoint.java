package io.hubflow.engine.destination;

/**
 * How far one stream has been read; committed in the same transaction as the rows it covers.
 *
 * @param stream the object type's name, or another name that the engine chose
 * @param sequence 1 for a stream's first checkpoint, then one more each time. A destination refuses to write sequence n
 *     unless it holds n−1, so that two writers or a replayed commit cannot both win ({@code DESTINATION_STATE_MOVED})
 * @param state the engine's JSON, opaque to destinations
 */
public record Checkpoint(String stream, long sequence, String state) {}
