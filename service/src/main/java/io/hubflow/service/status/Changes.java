package io.hubflow.service.status;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Wakes those who wait for something new to look at. Thread-safe; waiting costs a virtual thread nothing. */
public final class Changes {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private long version;

    /** Something has changed. */
    public void happened() {
        lock.lock();
        try {
            version++;
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    public long version() {
        lock.lock();
        try {
            return version;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the version is not this one, or for so long. @return the version then */
    public long awaitOther(long seen, Duration longest) throws InterruptedException {
        lock.lock();
        try {
            var nanos = longest.toNanos();
            while (version == seen && nanos > 0) {
                nanos = news.awaitNanos(nanos);
            }
            return version;
        } finally {
            lock.unlock();
        }
    }
}
