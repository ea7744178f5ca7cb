package org.dbusp1.frame;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ByteSearchTest {
    @Test
    void findsAByteAtEveryPlaceWhereverTheSearchBegins() {
        for (int place = 0; place < 20; place++) {
            byte[] bytes = new byte[20];
            bytes[place] = '/';
            for (int from = 0; from <= bytes.length; from++) {
                int found = from <= place ? place : bytes.length;
                assertThat(ByteSearch.next(bytes, from, bytes.length, (byte) '/')).isEqualTo(found);
                assertThat(ByteSearch.next(bytes, from, bytes.length, (byte) '!', (byte) '/')).isEqualTo(found);
            }
        }
    }

    @Test
    void findsNothingBehindTheEnd() {
        byte[] bytes = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, '/'};
        for (int to = 0; to < bytes.length; to++) {
            assertThat(ByteSearch.next(bytes, 0, to, (byte) '/')).isEqualTo(to);
        }
    }

    @Test
    void takesNoOtherByteForIt() {
        for (int wanted = 0; wanted < 256; wanted++) {
            byte[] others = new byte[255];
            for (int i = 0; i < others.length; i++) {
                others[i] = (byte) (wanted + 1 + i);
            }
            assertThat(ByteSearch.next(others, 0, others.length, (byte) wanted)).isEqualTo(others.length);
        }
    }

    @Test
    void findsTheFirstOfTwo() {
        byte[] bytes = {'a', 'b', 'c', '!', '/', 'd', '/', '!', 'e'};

        assertThat(ByteSearch.next(bytes, 0, bytes.length, (byte) '/', (byte) '!')).isEqualTo(3);
        assertThat(ByteSearch.next(bytes, 4, bytes.length, (byte) '/', (byte) '!')).isEqualTo(4);
        assertThat(ByteSearch.next(bytes, 7, bytes.length, (byte) '/', (byte) '!')).isEqualTo(7);
    }
}
