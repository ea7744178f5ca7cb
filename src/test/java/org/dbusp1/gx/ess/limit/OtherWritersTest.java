package org.dbusp1.gx.ess.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.process.ThinnedLog;
import org.dbusp1.base.state.OverrideMark;
import org.dbusp1.gx.dbus.EventLoop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that answers late: the value is read again before it is known whose value it is. */
class OtherWritersTest {
    private final List<Runnable> disk = new ArrayList<>();
    private final EventLoop loop = new EventLoop(() -> { }, fault -> {
        throw new AssertionError(fault);
    });
    private final OtherWriters others;

    OtherWritersTest(@TempDir Path directory) throws Exception {
        others = new OtherWriters(loop, new OverrideMark(directory.resolve("override"), disk::add), () -> 0, ThinnedLog.hourly(),
                left -> { });
        loop.start();
    }

    @AfterEach
    void end() {
        loop.end();
    }

    private <T> T onLoop(Supplier<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        loop.post(() -> result.complete(work.get()));
        return result.join();
    }

    /** Reads a value twice, then the disk answers. */
    private boolean mayLimit(boolean dismissed) {
        onLoop(() -> {
            if (dismissed) {
                others.limiterSwitchedOn();
            }
            others.accept(700);
            others.accept(700);
            return true;
        });
        assertThat(disk).hasSize(1);
        disk.forEach(Runnable::run);
        return onLoop(others::allowsLimit);
    }

    @Test
    void theOwnersWordHolds() {
        assertThat(mayLimit(true)).isTrue();
    }

    @Test
    void withoutItTheProgramsValueStays() {
        assertThat(mayLimit(false)).isFalse();
    }

    /** While the disk hangs, no value of unknown origin is replaced. */
    @Test
    void aValueIsAnotherProgramsUntilTheMarkSaysOtherwise() {
        others.accept(700);
        assertThat(others.obstacle()).isEqualTo(Condition.LIMITER_OTHER_PROGRAM);
    }
}
