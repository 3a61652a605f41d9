package io.hubflow.hubspot;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** The memory that one page may take, until it is closed. Who holds one must not wait for another. Thread-safe. */
public final class PageRoom implements AutoCloseable {
    private final Semaphore free;
    private final AtomicInteger kilobytes;

    PageRoom(Semaphore free, int kilobytes) {
        this.free = free;
        this.kilobytes = new AtomicInteger(kilobytes);
    }

    @Override
    public void close() {
        free.release(kilobytes.getAndSet(0));
    }
}
