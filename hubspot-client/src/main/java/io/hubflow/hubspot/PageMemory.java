package io.hubflow.hubspot;

import java.util.concurrent.Semaphore;

/**
 * Bounds the memory that pages of whole records take, from the call until their rows were handed on. Many lanes of many object
 * types read at once, and where the processor is slower than HubSpot, all of their answers wait in memory together: seventeen
 * pages of 1,500 properties did not fit into 128 MB. First come, first served. Thread-safe.
 */
final class PageMemory {
    /** The rest is for the program itself, its catalog, and rows on their way to a commit. */
    private static final double SHARE_OF_HEAP = 0.45;

    /** One pass through a list may keep so much of it waiting. */
    private static final int SHARE_OF_ONE_LIST = 4;

    /** A page is there as bytes, as records and as rows: measured with 370 and 1,500 properties, 2.5 times its bytes. */
    private static final double HELD_PER_BYTE = 2.5;

    private static final int KILOBYTE = 1 << 10;

    /** One for all clients that call over a network, because they share this process's heap. */
    private static final PageMemory OF_PROCESS =
            new PageMemory(Runtime.getRuntime().maxMemory());

    private final int kilobytes;
    private final Semaphore free;

    /** @param heapBytes the most memory that the process may take for objects */
    PageMemory(long heapBytes) {
        kilobytes = (int) Math.clamp((long) (heapBytes * SHARE_OF_HEAP) / KILOBYTE, 1, Integer.MAX_VALUE);
        free = new Semaphore(kilobytes, true);
    }

    static PageMemory ofProcess() {
        return OF_PROCESS;
    }

    /** Waits until there is room for a page; one that is larger than all room is let in alone. */
    PageRoom await(long pageBytes) throws InterruptedException {
        var taken = kilobytes(pageBytes);
        free.acquire(taken);
        return new PageRoom(free, taken);
    }

    /** How many such pages one list may keep waiting: at least one, at most {@code most}. */
    int waiting(long pageBytes, int most) {
        return Math.clamp(kilobytes / SHARE_OF_ONE_LIST / kilobytes(pageBytes), 1, most);
    }

    boolean hasRoom() {
        return free.availablePermits() > 0;
    }

    private int kilobytes(long pageBytes) {
        return (int) Math.clamp((long) (pageBytes * HELD_PER_BYTE) / KILOBYTE, 1, kilobytes);
    }
}
