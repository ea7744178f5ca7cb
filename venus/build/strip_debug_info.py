"""Removes from a class file what only a debugger reads: tables of local variables and of lines, and the name of the source.

A Java that runs the class keeps these tables, and a symbol for every name in them, in memory. What else the file holds keeps
its place: an entry of the constant pool that nothing names any more becomes an empty text.
"""
import struct

UTF8 = 1
# The length of each other entry of the constant pool, by its tag.
SIZES = {3: 4, 4: 4, 5: 8, 6: 8, 7: 2, 8: 2, 9: 4, 10: 4, 11: 4, 12: 4, 15: 3, 16: 2, 17: 4, 18: 4, 19: 2, 20: 2}
# Entries that take two places.
WIDE = (5, 6)
# Entries that are one text, or two.
NAMING = {7: 1, 8: 1, 12: 2, 16: 1, 19: 1, 20: 1}
VARIABLES = {b'LocalVariableTable', b'LocalVariableTypeTable', b'SourceDebugExtension'}
LINES = {b'LineNumberTable', b'SourceFile'}


def strip(data, lines):
    """The class file without its debug information, of which the lines may stay: traces name them."""
    return ClassFile(data, VARIABLES if lines else VARIABLES | LINES).stripped()


class ClassFile:
    def __init__(self, data, dropped):
        self.data, self.dropped, self.out, self.named = data, dropped, bytearray(), set()
        self.entries = list(self.pool())
        self.texts = {index: data[at + 3:end] for index, at, end in self.entries if data[at] == UTF8}

    def short(self, at):
        return struct.unpack_from('>H', self.data, at)[0]

    def pool(self):
        """Index, place and end of each entry of the constant pool."""
        at, index = 10, 1
        while index < self.short(8):
            tag = self.data[at]
            end = at + (3 + self.short(at + 1) if tag == UTF8 else 1 + SIZES[tag])
            yield index, at, end
            at, index = end, index + (2 if tag in WIDE else 1)

    def stripped(self):
        for _, at, _ in self.entries:
            for place in range(NAMING.get(self.data[at], 0)):
                self.named.add(self.short(at + 1 + 2 * place))
        # Access, this class, its parent, and its interfaces.
        at = self.entries[-1][2]
        at = self.copied(at, 8 + 2 * self.short(at + 6))
        for _ in 'fields', 'methods':
            count = self.short(at)
            at = self.copied(at, 2)
            for _ in range(count):
                at = self.attributes(self.copied(at, 6))
        if self.attributes(at) != len(self.data):
            raise ValueError('a class file of an unknown form')
        return self.data[:10] + self.emptied() + bytes(self.out)

    def copied(self, at, length):
        """Copies bytes; any two of them may be the index of a text."""
        part = self.data[at:at + length]
        self.named.update(struct.unpack_from('>H', part, place)[0] for place in range(length - 1))
        self.out += part
        return at + length

    def attributes(self, at):
        """Copies a table of attributes without those that are dropped; returns where it ends."""
        count, place, kept = self.short(at), len(self.out), 0
        self.out += b'\0\0'
        at += 2
        for _ in range(count):
            name, length = struct.unpack_from('>HI', self.data, at)
            end = at + 6 + length
            if self.texts[name] not in self.dropped:
                kept += 1
                if self.texts[name] == b'Code':
                    self.code(at)
                else:
                    self.copied(at, end - at)
            at = end
        struct.pack_into('>H', self.out, place, kept)
        return at

    def code(self, at):
        """Copies the code of a method, whose own attributes hold most of what is dropped. Instructions name no texts."""
        start = len(self.out)
        self.copied(at, 14)
        handlers = at + 14 + struct.unpack_from('>I', self.data, at + 10)[0]
        end = handlers + 2 + 8 * self.short(handlers)
        self.out += self.data[at + 14:end]
        self.attributes(end)
        struct.pack_into('>I', self.out, start + 2, len(self.out) - start - 6)

    def emptied(self):
        """The constant pool, in which texts that nothing names any more are empty."""
        return b''.join(b'\1\0\0' if self.data[at] == UTF8 and index not in self.named else self.data[at:end]
                        for index, at, end in self.entries)
