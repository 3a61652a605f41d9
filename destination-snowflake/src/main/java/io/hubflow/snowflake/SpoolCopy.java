package io.hubflow.snowflake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what the spool directory knows on the stage, for runs whose disk does not last, such as those of a container: the
 * checkpoints that wait and the digests, without which each idle run would read and send everything again. Uploading and
 * downloading take no warehouse. Losing the copy does no harm, and neither does an old one: what it says counts only while the
 * stored state is the one that it names.
 */
final class SpoolCopy {
    /** The folder of the stage. */
    static final String FOLDER = "kept";

    private static final String FILES = "{held-*.json,asked-*.txt,rows-*.bin,sets-*.bin}";
    private static final Logger log = LoggerFactory.getLogger(SpoolCopy.class);

    private final Place place;
    private final Spool spool;

    SpoolCopy(Place place, Spool spool) {
        this.place = place;
        this.spool = spool;
    }

    /** Into an empty spool directory. Does nothing where there is no copy. */
    boolean fetch(Session session) {
        var target = folder("fetched");
        try {
            session.run(
                    new Purpose("download what earlier runs knew", ""),
                    "GET " + place.staged(FOLDER + "/") + " " + Identifiers.literal("file://" + target + "/"));
            copy(target, spool.root());
            return true;
        } catch (StatementFailure e) {
            if (e.kind() == StatementFailure.Kind.SESSION_LOST) {
                throw e;
            }
            log.debug("there is no copy of the spool directory", e);
            return false;
        }
    }

    boolean store(Session session) {
        var source = folder("kept");
        if (copy(spool.root(), source) > 0) {
            session.run(
                    new Purpose("keep what this run knows", ""),
                    "PUT " + Identifiers.literal("file://" + source + "/*") + " " + place.staged(FOLDER + "/")
                            + " AUTO_COMPRESS = FALSE SOURCE_COMPRESSION = NONE OVERWRITE = TRUE");
        }
        return true;
    }

    private Path folder(String name) {
        try {
            return Files.createDirectories(spool.folder().resolve(name)).toAbsolutePath();
        } catch (IOException e) {
            throw Spool.unusable(spool.folder(), e);
        }
    }

    private static int copy(Path from, Path to) {
        int copied = 0;
        try (var files = Files.newDirectoryStream(from, FILES)) {
            for (var file : files) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                copied++;
            }
        } catch (IOException e) {
            throw Spool.unusable(from, e);
        }
        return copied;
    }
}
