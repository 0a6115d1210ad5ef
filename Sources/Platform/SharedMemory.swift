internal import Glibc

/// A value that this process and the children that it starts from now on see alike: to be made of
/// atomics.
package final class SharedMemory<Value: ~Copyable> {
  private let place: UnsafeMutablePointer<Value>

  package init(_ value: consuming Value) {
    let page = mmap(
      nil, MemoryLayout<Value>.size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)
    guard let page, page != MAP_FAILED else { fatalError("there is no memory left") }
    place = page.bindMemory(to: Value.self, capacity: 1)
    place.initialize(to: value)
  }

  deinit {
    place.deinitialize(count: 1)
    munmap(place, MemoryLayout<Value>.size)
  }

  package var value: Value { _read { yield place.pointee } }
}
