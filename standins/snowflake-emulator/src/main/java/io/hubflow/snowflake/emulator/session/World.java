package io.hubflow.snowflake.emulator.session;

import io.hubflow.snowflake.emulator.catalog.Account;
import java.time.InstantSource;
import java.util.Set;

/**
 * What all sessions share.
 *
 * @param maxDocumentBytes longest staged document that is accepted, Snowflake's VARIANT limit
 */
public record World(
        Account account,
        Store store,
        StageFiles stages,
        TableLocks locks,
        ResultCache results,
        InstantSource clock,
        long maxDocumentBytes,
        Set<Session> openSessions) {}
