package io.hubflow.hubspot;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Collects an answer's bytes into one array of the right size; gives up when they pass a bound. */
final class BoundedBody implements HttpResponse.BodySubscriber<byte[]> {
    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
    private final List<ByteBuffer> pieces = new ArrayList<>();
    private final long announcedBytes;
    private final int maxBytes;
    private long bytes;
    private Flow.@Nullable Subscription subscription;

    BoundedBody(HttpHeaders headers, int maxBytes) {
        this.announcedBytes = headers.firstValueAsLong("Content-Length").orElse(0);
        this.maxBytes = maxBytes;
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return whole;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        if (announcedBytes > maxBytes) {
            giveUp(announcedBytes);
            return;
        }
        given.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (var buffer : buffers) {
            bytes += buffer.remaining();
            pieces.add(buffer);
        }
        if (bytes > maxBytes) {
            giveUp(bytes);
        }
    }

    @Override
    public void onError(Throwable failure) {
        pieces.clear();
        whole.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        if (whole.isDone()) {
            return;
        }
        var array = new byte[(int) bytes];
        var at = 0;
        for (var piece : pieces) {
            var length = piece.remaining();
            piece.get(array, at, length);
            at += length;
        }
        pieces.clear();
        whole.complete(array);
    }

    private void giveUp(long size) {
        if (subscription != null) {
            subscription.cancel();
        }
        pieces.clear();
        whole.completeExceptionally(new AnswerTooLargeException(size, maxBytes));
    }
}
