import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * {@code java Archives.java FOLDER ARCHIVE...}: packs a folder into archives that are the same bytes whenever the files are:
 * entries by name, one time for all of them, owner 0, and no other right than executable or not. What an archive is, its
 * name says: {@code .tar.gz} (POSIX ustar) or {@code .zip} (with Unix rights). Links are followed.
 */
final class Archives {
    private static final long EPOCH_SECONDS =
            Instant.parse("2026-01-01T00:00:00Z").getEpochSecond();
    private static final int EXECUTABLE = 0755;
    private static final int PLAIN = 0644;
    /** A ustar header's name field; longer names are split at a slash into it and a prefix of at most 155. */
    private static final int MOST_NAME_BYTES = 100;

    private record Entry(String name, Path file, boolean folder) {
        int mode() {
            return folder || Files.isExecutable(file) ? EXECUTABLE : PLAIN;
        }
    }

    private Archives() {}

    public static void main(String[] arguments) throws IOException {
        var folder = Path.of(arguments[0]).toAbsolutePath().normalize();
        var entries = entries(folder);
        for (var archive : List.of(arguments).subList(1, arguments.length)) {
            try (var out = new BufferedOutputStream(Files.newOutputStream(Path.of(archive)), 1 << 16)) {
                if (archive.endsWith(".zip")) {
                    zip(entries, out);
                } else {
                    tarGz(entries, out);
                }
            }
        }
    }

    private static List<Entry> entries(Path folder) throws IOException {
        var entries = new ArrayList<Entry>();
        try (var files = Files.walk(folder, java.nio.file.FileVisitOption.FOLLOW_LINKS)) {
            for (var file : files.toList()) {
                var name = folder.getParent().relativize(file).toString().replace('\\', '/');
                var isFolder = Files.isDirectory(file);
                entries.add(new Entry(isFolder ? name + "/" : name, file, isFolder));
            }
        }
        entries.sort(java.util.Comparator.comparing(Entry::name));
        return entries;
    }

    private static void tarGz(List<Entry> entries, OutputStream out) throws IOException {
        try (var tar = new GZIPOutputStream(out, 1 << 16)) {
            for (var entry : entries) {
                var size = entry.folder() ? 0 : Files.size(entry.file());
                tar.write(tarHeader(entry, size));
                if (!entry.folder()) {
                    Files.copy(entry.file(), tar);
                    tar.write(new byte[(int) (-size & 511)]);
                }
            }
            tar.write(new byte[1024]);
        }
    }

    private static byte[] tarHeader(Entry entry, long size) {
        var header = new byte[512];
        var name = entry.name();
        var prefix = "";
        if (name.length() > MOST_NAME_BYTES) {
            var slash = name.indexOf('/', name.length() - MOST_NAME_BYTES - 1);
            prefix = name.substring(0, slash);
            name = name.substring(slash + 1);
        }
        put(header, 0, name);
        put(header, 100, String.format("%07o", entry.mode()));
        put(header, 108, "0000000");
        put(header, 116, "0000000");
        put(header, 124, String.format("%011o", size));
        put(header, 136, String.format("%011o", EPOCH_SECONDS));
        put(header, 148, "        ");
        put(header, 156, entry.folder() ? "5" : "0");
        put(header, 257, "ustar\0" + "00");
        put(header, 265, "root");
        put(header, 297, "root");
        put(header, 345, prefix);
        var sum = 0;
        for (var each : header) {
            sum += each & 0xff;
        }
        put(header, 148, String.format("%06o\0 ", sum));
        return header;
    }

    private static void put(byte[] header, int at, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    /** By hand, because {@code ZipOutputStream} cannot carry rights (PKWARE APPNOTE 6.3, sections 4.3.7, 4.3.12, 4.3.16). */
    private static void zip(List<Entry> entries, OutputStream out) throws IOException {
        var directory = new java.io.ByteArrayOutputStream();
        var at = 0L;
        for (var entry : entries) {
            var content = entry.folder() ? new byte[0] : Files.readAllBytes(entry.file());
            var sum = new CRC32();
            sum.update(content);
            var deflated = deflated(content);
            var stored = deflated.length >= content.length;
            var data = stored ? content : deflated;
            var name = entry.name().getBytes(StandardCharsets.UTF_8);
            var common = little(26)
                    .putShort((short) 20)
                    .putShort((short) 0x800)
                    .putShort((short) (stored ? 0 : 8))
                    .putShort((short) 0)
                    .putShort(dosDate())
                    .putInt((int) sum.getValue())
                    .putInt(data.length)
                    .putInt(content.length)
                    .putShort((short) name.length)
                    .putShort((short) 9);
            // Extended timestamp: the time in UTC, which the DOS time is not.
            var time = little(9)
                    .putShort((short) 0x5455)
                    .putShort((short) 5)
                    .put((byte) 1)
                    .putInt((int) EPOCH_SECONDS);
            out.write(little(4).putInt(0x04034b50).array());
            out.write(common.array());
            out.write(name);
            out.write(time.array());
            out.write(data);
            directory.write(
                    little(6).putInt(0x02014b50).putShort((short) (3 << 8 | 20)).array());
            directory.write(common.array());
            var kind = entry.folder() ? 0040000 : 0100000;
            directory.write(little(14)
                    .putShort((short) 0)
                    .putShort((short) 0)
                    .putShort((short) 0)
                    .putInt((kind | entry.mode()) << 16 | (entry.folder() ? 0x10 : 0))
                    .putInt((int) at)
                    .array());
            directory.write(name);
            directory.write(time.array());
            at += 30 + name.length + 9 + data.length;
            if (at > 0xffff_ffffL || entries.size() > 0xffff) {
                throw new IOException("more than a zip without its 64-bit extension holds");
            }
        }
        out.write(directory.toByteArray());
        out.write(little(22)
                .putInt(0x06054b50)
                .putInt(0)
                .putShort((short) entries.size())
                .putShort((short) entries.size())
                .putInt(directory.size())
                .putInt((int) at)
                .putShort((short) 0)
                .array());
    }

    private static byte[] deflated(byte[] content) {
        var deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        deflater.setInput(content);
        deflater.finish();
        var bytes = new java.io.ByteArrayOutputStream(content.length / 2 + 64);
        var buffer = new byte[1 << 16];
        while (!deflater.finished()) {
            bytes.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        return bytes.toByteArray();
    }

    private static short dosDate() {
        var day = Instant.ofEpochSecond(EPOCH_SECONDS).atOffset(ZoneOffset.UTC);
        return (short) ((day.getYear() - 1980) << 9 | day.getMonthValue() << 5 | day.getDayOfMonth());
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    }
}
