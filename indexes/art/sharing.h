// What several threads at a tree need of each other, and what one does without.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <new>
#include <thread>
#include <vector>

#include "indexes/art/nodes.h"
#include "indexes/art/survey.h"
#include "indexes/memory/epochs.h"

namespace tacit::index::art {

template <bool kShared>
class Sharing;

template <>
class Sharing<false> {
 public:
  explicit Sharing(Nodes& nodes) : nodes_(nodes) {}

  // As long as there is one, nothing goes away that was seen meanwhile.
  struct Guard {};
  [[nodiscard]] Guard Stay() const { return {}; }

  // On a node, or on the reference to the root, by the state that it has for that.
  class Lock {
   public:
    explicit Lock(std::uint8_t*) {}
    // By another node, before the lock was had; now.
    [[nodiscard]] static bool replaced() { return false; }
    static void Replaced() {}
  };

  // What nobody can come upon any more. Needs no memory.
  void Retire(Child child) { nodes_.Free(child); }
  void CountEntry(std::int64_t change) { entries_ += change; }
  [[nodiscard]] std::size_t entries() const { return static_cast<std::size_t>(entries_); }
  // Of what was retired and is not free yet.
  [[nodiscard]] static Waiting waiting() { return {}; }
  // Leaves that to whoever clears the nodes.
  static void Forget() {}
  [[nodiscard]] static std::size_t memory_bytes() { return 0; }

 private:
  Nodes& nodes_;
  std::int64_t entries_ = 0;
};

template <>
class Sharing<true> {
  struct Trash {
    std::vector<Child> children;
  };

 public:
  explicit Sharing(SharedNodes& nodes) : nodes_(nodes) {}

  using Guard = Epochs<Trash>::Guard;
  [[nodiscard]] Guard Stay() const { return Guard(epochs_); }

  // Held for as long as it takes to make a few nodes.
  class Lock {
   public:
    explicit Lock(std::uint8_t* state) : state_(*state) {
      while ((state_.fetch_or(kLocked, std::memory_order_acquire) & kLocked) != 0) std::this_thread::yield();
    }
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;
    ~Lock() { state_.fetch_and(static_cast<std::uint8_t>(~kLocked), std::memory_order_release); }
    [[nodiscard]] bool replaced() const { return (state_.load(std::memory_order_relaxed) & kReplaced) != 0; }
    void Replaced() { state_.fetch_or(kReplaced, std::memory_order_relaxed); }

   private:
    static constexpr std::uint8_t kLocked = 0x40;
    static constexpr std::uint8_t kReplaced = 0x80;
    static_assert((kLocked | kReplaced) == SharedNode::kStateBits);
    std::atomic_ref<std::uint8_t> state_;
  };

  // The caller has no guard. Where there is no memory, it waits for readers.
  void Retire(Child child) {
    try {
      epochs_.Retire([&](Trash& trash) { trash.children.push_back(child); },
                     [this](Trash& trash) { Empty(trash); });
    } catch (const std::bad_alloc&) {
      epochs_.WaitForReaders();
      nodes_.Free(child);
    }
    if (++retired_ % kRetiredPerLook == 0) (void)epochs_.TryAdvance();
  }
  void CountEntry(std::int64_t change) { epochs_.OwnStall().entries.fetch_add(change); }
  [[nodiscard]] std::size_t entries() const {
    std::int64_t entries = 0;
    epochs_.ForEachStall([&](const auto& stall) { entries += stall.entries.load(); });
    return static_cast<std::size_t>(std::max<std::int64_t>(entries, 0));
  }
  [[nodiscard]] Waiting waiting() const {
    Waiting waiting;
    epochs_.ForEachStall([&](auto& stall) {
      const std::scoped_lock alone(stall.in_use);
      for (const Trash& trash : stall.trash) {
        for (const Child child : trash.children) {
          waiting.bytes += nodes_.BytesOf(child);
          waiting.long_rests += IsLeaf(child) && nodes_.LeafAt(child).outside() != nullptr ? 1U : 0U;
        }
      }
    });
    return waiting;
  }
  void Forget() {
    epochs_.EmptyAll([](Trash& trash) { trash.children.clear(); });
  }
  [[nodiscard]] std::size_t memory_bytes() const {
    std::size_t bytes = 0;
    epochs_.ForEachStall([&](auto& stall) {
      const std::scoped_lock alone(stall.in_use);
      for (const Trash& trash : stall.trash) bytes += trash.children.capacity() * sizeof(Child);
    });
    return bytes;
  }

 private:
  // What is taken out between two looks whether an epoch is over.
  static constexpr std::size_t kRetiredPerLook = 64;

  void Empty(Trash& trash) {
    for (const Child child : trash.children) nodes_.Free(child);
    trash.children.clear();
  }

  SharedNodes& nodes_;
  mutable Epochs<Trash> epochs_;
  std::atomic<std::size_t> retired_ = 0;
};

}  // namespace tacit::index::art
